package dev.sluice.reader;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.resources.Diagnostic;
import dev.sluice.resources.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads resources strictly: what it does not understand is an error, never ignored; every fault of a document is collected with its place. Pure and safe for use by
 * many threads; it is given text and opens nothing.
 */
public final class ResourceReader {
    /** Where namespaced objects of a text go that do not say so themselves. */
    public static final String DEFAULT_NAMESPACE = "default";

    private ResourceReader() {}

    /** As {@link #readText(String, String, String)} with the namespace {@value #DEFAULT_NAMESPACE}. */
    public static List<ReadDocument> readText(String fileName, String text) {
        return readText(fileName, text, DEFAULT_NAMESPACE);
    }

    /**
     * Reads YAML (several documents) or JSON (several roots); an object of kind {@code List} stands for its items. Never throws for what the text holds.
     *
     * @param fileName how diagnostics name the text
     * @param defaultNamespace given to namespaced objects without one
     * @return one entry per object, in order; empty documents are left out
     */
    public static List<ReadDocument> readText(String fileName, String text, String defaultNamespace) {
        var documents = new ArrayList<ReadDocument>();
        for (Parsed parsed : TextParser.parse(text, Limits.DEFAULT)) add(documents, parsed, fileName, defaultNamespace);
        return List.copyOf(documents);
    }

    /**
     * Reads one object that was parsed elsewhere. Its namespace stays as it is.
     *
     * @param origin how diagnostics name where it came from, as {@code request body}
     */
    public static ReadDocument readTree(JsonNode object, String origin) {
        return new ObjectReader(Locations.unknown(origin), List.of(), null).read(object);
    }

    private static void add(List<ReadDocument> documents, Parsed parsed, String file, String defaultNamespace) {
        JsonNode tree = parsed.tree();
        Locations locations = Locations.of(file, parsed.position());
        if (tree == null || (tree.isNull() && !parsed.faults().isEmpty())) {
            documents.add(new ReadDocument(null, null, null, faults(parsed.faults(), file), locations));
        } else if (tree instanceof ObjectNode list && list.path("kind").asText().equals("List")
                && list.get("items") instanceof ArrayNode items) {
            addItems(documents, parsed, items, file, defaultNamespace);
        } else if (!tree.isNull()) {
            documents.add(new ObjectReader(locations, parsed.faults(), defaultNamespace).read(tree));
        }
    }

    private static void addItems(List<ReadDocument> documents, Parsed list, ArrayNode items, String file, String defaultNamespace) {
        if (!(list.position() instanceof Position.Fields fields) || !(fields.fields().get("items") instanceof Position.Items positions))
            return;
        var rest = new ArrayList<>(list.faults());
        for (int i = 0; i < items.size(); i++) {
            String prefix = "items[" + i + "].";
            List<Parsed.Fault> own = list.faults().stream().filter(fault -> fault.field().startsWith(prefix)).toList();
            rest.removeAll(own);
            var inner = own.stream()
                    .map(fault -> new Parsed.Fault(fault.code(), fault.line(), fault.field().substring(prefix.length()), fault.message(),
                            fault.help()))
                    .toList();
            documents.add(new ObjectReader(Locations.of(file, positions.items().get(i)), inner, defaultNamespace).read(items.get(i)));
        }
        if (!rest.isEmpty()) documents.add(new ReadDocument(null, null, null, faults(rest, file), Locations.of(file, list.position())));
    }

    private static List<Diagnostic> faults(List<Parsed.Fault> faults, String file) {
        return faults.stream().map(fault -> ObjectReader.diagnostic(fault, null, file)).toList();
    }

    /** Kubernetes' own kinds, whose other fields are none of our business. */
    static boolean isOpen(Kind kind) {
        return kind.group().isEmpty() || kind.group().endsWith(".k8s.io");
    }
}
