package dev.sluice.reader;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Makes trees with positions from JSON texts; several roots may follow each other. */
final class JsonComposer {
    private final Limits limits;
    private final int linesBefore;
    private final JsonParser parser;
    private final List<Parsed.Fault> faults = new ArrayList<>();
    private int nodes;

    private record Composed(JsonNode tree, Position position) {}

    private JsonComposer(JsonParser parser, int linesBefore, Limits limits) {
        this.parser = parser;
        this.linesBefore = linesBefore;
        this.limits = limits;
    }

    static List<Parsed> parse(DocumentSplitter.Piece piece, Limits limits) {
        var constraints = StreamReadConstraints.builder().maxNestingDepth(limits.depth() + 2).maxStringLength(limits.characters()).build();
        var factory = JsonFactory.builder().streamReadConstraints(constraints).build();
        var documents = new ArrayList<Parsed>();
        try (JsonParser parser = factory.createParser(piece.text())) {
            var composer = new JsonComposer(parser, piece.linesBefore(), limits);
            try {
                while (parser.nextToken() != null) documents.add(composer.document());
            } catch (JsonProcessingException wrong) {
                int line = wrong.getLocation() == null ? 1 : wrong.getLocation().getLineNr();
                documents.add(composer
                        .failed(new Parsed.Fault(ReaderCode.SYNTAX, piece.linesBefore() + line, "", wrong.getOriginalMessage(), "")));
            } catch (ParseAbort abort) {
                documents.add(composer.failed(abort.fault));
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return documents;
    }

    private Parsed failed(Parsed.Fault fault) {
        faults.add(fault);
        return new Parsed(null, new Position.Leaf(fault.line()), List.copyOf(faults));
    }

    private Parsed document() throws IOException {
        nodes = 0;
        Composed root = compose(FieldPath.ROOT, 0);
        var found = List.copyOf(faults);
        faults.clear();
        return new Parsed(root.tree(), root.position(), found);
    }

    private Composed compose(FieldPath path, int depth) throws IOException {
        int line = line();
        if (depth > limits.depth()) throw tooLarge(line, "nested deeper than " + limits.depth() + " levels");
        if (++nodes > limits.nodes()) throw tooLarge(line, "more than " + limits.nodes() + " values in one document");
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(path, line, depth);
            case START_ARRAY -> array(path, line, depth);
            default -> new Composed(scalar(), new Position.Leaf(line));
        };
    }

    private Composed object(FieldPath path, int line, int depth) throws IOException {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        var positions = new LinkedHashMap<String, Position>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            int keyLine = line();
            parser.nextToken();
            Composed value = compose(path.field(name), depth + 1);
            if (object.has(name)) {
                faults.add(
                        new Parsed.Fault(ReaderCode.DUPLICATE_KEY, keyLine, path.field(name).toString(), "'" + name + "' is written twice",
                                "remove one of them, or merge what stands under them"));
            } else {
                object.set(name, value.tree());
                positions.put(name, value.position());
            }
        }
        return new Composed(object, new Position.Fields(line, positions));
    }

    private Composed array(FieldPath path, int line, int depth) throws IOException {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        var positions = new ArrayList<Position>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            Composed item = compose(path.index(list.size()), depth + 1);
            list.add(item.tree());
            positions.add(item.position());
        }
        return new Composed(list, new Position.Items(line, positions));
    }

    private JsonNode scalar() throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> TextNode.valueOf(parser.getText());
            case VALUE_TRUE -> BooleanNode.TRUE;
            case VALUE_FALSE -> BooleanNode.FALSE;
            case VALUE_NULL -> NullNode.getInstance();
            case VALUE_NUMBER_INT -> switch (parser.getNumberType()) {
                case INT -> IntNode.valueOf(parser.getIntValue());
                case LONG -> LongNode.valueOf(parser.getLongValue());
                default -> BigIntegerNode.valueOf(parser.getBigIntegerValue());
            };
            case VALUE_NUMBER_FLOAT -> decimal();
            default -> throw new ParseAbort(new Parsed.Fault(ReaderCode.SYNTAX, line(), "", "the text ends too early", ""));
        };
    }

    private JsonNode decimal() throws IOException {
        double value = parser.getDoubleValue();
        if (Double.isInfinite(value))
            throw new ParseAbort(new Parsed.Fault(ReaderCode.SYNTAX, line(), "", "the number is beyond all bounds", ""));
        return DoubleNode.valueOf(value);
    }

    private int line() {
        return linesBefore + parser.currentTokenLocation().getLineNr();
    }

    private static ParseAbort tooLarge(int line, String message) {
        return new ParseAbort(new Parsed.Fault(ReaderCode.TOO_LARGE, line, "", message, "split the document"));
    }
}
