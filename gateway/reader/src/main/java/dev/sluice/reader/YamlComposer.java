package dev.sluice.reader;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.reader.ReaderException;

/** Makes trees with positions from the events of a YAML parser: keys are texts, equal keys are faults, aliases are bounded. */
final class YamlComposer {
    private final Limits limits;
    private final int linesBefore;
    private final Iterator<Event> events;
    private final Map<String, Composed> anchors = new HashMap<>();
    private final List<Parsed.Fault> faults = new ArrayList<>();
    private int nodes;
    private int aliasNodes;

    /** @param size how many nodes it and all below it are */
    private record Composed(JsonNode tree, Position position, int size) {}

    private YamlComposer(String text, int linesBefore, Limits limits) {
        this.limits = limits;
        this.linesBefore = linesBefore;
        var options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        options.setNestingDepthLimit(Integer.MAX_VALUE);
        this.events = new Yaml(options).parse(new StringReader(text)).iterator();
    }

    static List<Parsed> parse(DocumentSplitter.Piece piece, Limits limits) {
        var documents = new ArrayList<Parsed>();
        YamlComposer composer = null;
        try {
            composer = new YamlComposer(piece.text(), piece.linesBefore(), limits);
            while (composer.events.hasNext()) {
                if (composer.events.next() instanceof DocumentStartEvent) documents.add(composer.document());
            }
        } catch (ParseAbort abort) {
            documents.add(failed(composer, abort.fault));
        } catch (ReaderException unreadable) {
            documents.add(failed(composer, syntax(lineOf(piece, unreadable.getPosition()), "a character that YAML does not allow: U+"
                    + String.format("%04X", unreadable.getCodePoint()), "remove it, or write it as an escape in double quotes")));
        } catch (MarkedYAMLException wrong) {
            int line = wrong.getProblemMark() == null ? 0 : wrong.getProblemMark().getLine();
            documents.add(failed(composer, syntax(piece.linesBefore() + line + 1, describe(wrong), "")));
        } catch (YAMLException wrong) {
            documents.add(failed(composer, syntax(piece.linesBefore() + 1, firstLine(wrong.getMessage()), "")));
        }
        return documents;
    }

    private static Parsed failed(@Nullable YamlComposer composer, Parsed.Fault fault) {
        var faults = new ArrayList<Parsed.Fault>();
        if (composer != null) faults.addAll(composer.faults);
        faults.add(fault);
        return new Parsed(null, new Position.Leaf(fault.line()), faults);
    }

    private static Parsed.Fault syntax(int line, String message, String help) {
        return new Parsed.Fault(ReaderCode.SYNTAX, line, "", message, help);
    }

    private static String describe(MarkedYAMLException wrong) {
        String problem = firstLine(wrong.getProblem());
        String context = firstLine(wrong.getContext());
        if (problem.contains("'\\t(TAB)'") || problem.contains("\\t")) return "a tab where YAML wants spaces";
        return context.isEmpty() ? problem : context + ": " + problem;
    }

    private static String firstLine(@Nullable String text) {
        return text == null ? "" : text.lines().findFirst().orElse("");
    }

    private static int lineOf(DocumentSplitter.Piece piece, int position) {
        int end = Math.clamp(position, 0, piece.text().length());
        return piece.linesBefore() + 1 + (int) piece.text().substring(0, end).chars().filter(c -> c == '\n').count();
    }

    private Parsed document() {
        anchors.clear();
        nodes = 0;
        aliasNodes = 0;
        Composed root = compose(events.next(), FieldPath.ROOT, 0);
        var found = List.copyOf(faults);
        faults.clear();
        return new Parsed(root.tree(), root.position(), found);
    }

    private Composed compose(Event event, FieldPath path, int depth) {
        int line = line(event);
        if (depth > limits.depth()) throw tooLarge(line, "nested deeper than " + limits.depth() + " levels");
        if (event instanceof AliasEvent alias) return alias(alias, line);
        if (++nodes > limits.nodes()) throw tooLarge(line, "more than " + limits.nodes() + " values in one document");
        Composed made = switch (event) {
            case MappingStartEvent start -> mapping(start, line, path, depth);
            case SequenceStartEvent start -> sequence(line, path, depth);
            case ScalarEvent scalar -> new Composed(scalar(scalar, path, line), new Position.Leaf(line), 1);
            default -> throw new ParseAbort(syntax(line, "unexpected " + event.getEventId(), ""));
        };
        String anchor = ((NodeEvent) event).getAnchor();
        if (anchor != null) anchors.put(anchor, made);
        return made;
    }

    private Composed alias(AliasEvent event, int line) {
        Composed meant = anchors.get(event.getAnchor());
        if (meant == null)
            throw new ParseAbort(syntax(line, "alias *" + event.getAnchor() + " has no anchor &" + event.getAnchor() + " before it", ""));
        nodes += meant.size();
        aliasNodes += meant.size();
        if (aliasNodes > limits.aliasNodes() || nodes > limits.nodes())
            throw tooLarge(line, "YAML aliases stand for more than " + limits.aliasNodes() + " values");
        return new Composed(meant.tree().deepCopy(), meant.position(), meant.size());
    }

    private Composed sequence(int line, FieldPath path, int depth) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        var positions = new ArrayList<Position>();
        int size = 1;
        for (Event event = events.next(); !(event instanceof CollectionEndEvent); event = events.next()) {
            Composed item = compose(event, path.index(list.size()), depth + 1);
            list.add(item.tree());
            positions.add(item.position());
            size += item.size();
        }
        return new Composed(list, new Position.Items(line, positions), size);
    }

    private Composed mapping(MappingStartEvent start, int line, FieldPath path, int depth) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        var positions = new LinkedHashMap<String, Position>();
        var merges = new ArrayList<Composed>();
        int size = 1;
        for (Event event = events.next(); !(event instanceof CollectionEndEvent); event = events.next()) {
            int keyLine = line(event);
            if (!(event instanceof ScalarEvent key))
                throw new ParseAbort(syntax(keyLine, "a key must be a text", "quote the key if it begins with {, [, * or &"));
            String name = key.getValue();
            Event next = events.next();
            if (isAddress(start, key, next)) {
                events.next();
                return new Composed(TextNode.valueOf(name + ":"), new Position.Leaf(line), 1);
            }
            Composed value = compose(next, path.field(name), depth + 1);
            size += value.size();
            if (name.equals("<<") && key.getScalarStyle() == ScalarStyle.PLAIN) {
                merges.add(value);
            } else if (object.has(name)) {
                faults.add(duplicate(name, keyLine, path, positions));
            } else {
                object.set(name, value.tree());
                positions.put(name, at(value.position(), keyLine));
            }
        }
        for (Composed merge : merges) merge(merge, object, positions, line);
        return new Composed(object, new Position.Fields(line, positions), size);
    }

    /** {@code [2001:db8::1, fd00::]}: YAML 1.2 sees a key without a value at the end, Kubernetes' parser the address that is meant. */
    private static boolean isAddress(MappingStartEvent start, ScalarEvent key, Event value) {
        boolean withoutBraces = start.isFlow() && start.getStartMark().getIndex() == key.getStartMark().getIndex();
        return withoutBraces && key.getScalarStyle() == ScalarStyle.PLAIN && key.getValue().endsWith(":")
                && value instanceof ScalarEvent scalar
                && scalar.getScalarStyle() == ScalarStyle.PLAIN && scalar.getValue().isEmpty();
    }

    private static Parsed.Fault duplicate(String name, int line, FieldPath path, Map<String, Position> positions) {
        Position first = positions.get(name);
        String where = first == null ? "" : " (first at line " + first.line() + ")";
        return new Parsed.Fault(ReaderCode.DUPLICATE_KEY, line, path.field(name).toString(), "'" + name + "' is written twice" + where,
                "remove one of them, or merge what stands under them");
    }

    /** YAML 1.1's merge key: what the object itself says wins, then the first merged object. */
    private static void merge(Composed from, ObjectNode into, Map<String, Position> positions, int line) {
        if (from.tree() instanceof ArrayNode several && from.position() instanceof Position.Items items) {
            for (int i = 0; i < several.size(); i++) merge(new Composed(several.get(i), items.items().get(i), 0), into, positions, line);
            return;
        }
        if (!(from.tree() instanceof ObjectNode object) || !(from.position() instanceof Position.Fields fields)) {
            throw new ParseAbort(syntax(line, "the merge key << takes an object or a list of objects", ""));
        }
        object.properties().forEach(entry -> {
            if (into.has(entry.getKey())) return;
            into.set(entry.getKey(), entry.getValue());
            Position position = fields.fields().get(entry.getKey());
            if (position != null) positions.put(entry.getKey(), position);
        });
    }

    private JsonNode scalar(ScalarEvent event, FieldPath path, int line) {
        String tag = event.getTag();
        String value = event.getValue();
        if (tag == null || tag.equals("!")) {
            return tag == null && event.getScalarStyle() == ScalarStyle.PLAIN ? YamlScalar.resolve(value) : TextNode.valueOf(value);
        }
        JsonNode resolved = YamlScalar.resolve(value);
        boolean fits = switch (tag) {
            case "tag:yaml.org,2002:str" -> true;
            case "tag:yaml.org,2002:int" -> resolved.isIntegralNumber();
            case "tag:yaml.org,2002:float" -> resolved.isNumber();
            case "tag:yaml.org,2002:bool" -> resolved.isBoolean();
            case "tag:yaml.org,2002:null" -> resolved.isNull();
            default -> false;
        };
        if (!fits)
            faults.add(new Parsed.Fault(ReaderCode.UNKNOWN_TAG, line, path.toString(), "tag '" + tag + "' is not read here",
                    "remove the tag"));
        return tag.endsWith(":str") ? TextNode.valueOf(value) : resolved;
    }

    private static Position at(Position value, int keyLine) {
        return switch (value) {
            case Position.Leaf leaf -> new Position.Leaf(keyLine);
            case Position.Fields fields -> new Position.Fields(keyLine, fields.fields());
            case Position.Items items -> new Position.Items(keyLine, items.items());
        };
    }

    private int line(Event event) {
        return linesBefore + event.getStartMark().getLine() + 1;
    }

    private static ParseAbort tooLarge(int line, String message) {
        return new ParseAbort(
                new Parsed.Fault(ReaderCode.TOO_LARGE, line, "", message, "split the document, or write out what the aliases stand for"));
    }
}
