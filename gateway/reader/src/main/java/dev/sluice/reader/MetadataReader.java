package dev.sluice.reader;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.resources.Kind;
import dev.sluice.resources.Metadata;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code metadata}: what decides something is checked, what else Kubernetes has there is let pass. */
final class MetadataReader {
    private static final Set<String> READ = Set.of("name", "namespace", "labels", "annotations", "creationTimestamp", "resourceVersion");
    private static final Set<String> PASSED = Set.of("generateName", "uid", "generation", "managedFields", "ownerReferences", "finalizers",
            "deletionTimestamp",
            "deletionGracePeriodSeconds", "selfLink", "clusterName");
    private static final Map<String, String> FIELDS = fields();

    private final Kind kind;
    private final FaultList faults;

    MetadataReader(Kind kind, FaultList faults) {
        this.kind = kind;
        this.faults = faults;
    }

    private static Map<String, String> fields() {
        var fields = new LinkedHashMap<String, String>();
        READ.forEach(name -> fields.put(name, name));
        PASSED.forEach(name -> fields.put(name, name));
        return fields;
    }

    Metadata read(@Nullable JsonNode node) {
        if (!(node instanceof ObjectNode metadata)) {
            if (node == null || node.isNull()) {
                faults.add(ReaderCode.MISSING_FIELD, "metadata", "metadata is missing", "write metadata with a name below it");
            } else {
                faults.add(ReaderCode.WRONG_TYPE, "metadata", "expected an object, found " + new ValueText(false).of(node), "");
            }
            return Metadata.of("", "");
        }
        metadata.fieldNames().forEachRemaining(name -> {
            if (FIELDS.containsKey(name)) return;
            String nearest = Suggestion.nearest(name, FIELDS.keySet());
            faults.add(ReaderCode.UNKNOWN_FIELD, FieldPath.ROOT.field("metadata").field(name), "unknown field '" + name + "'",
                    nearest == null
                            ? "metadata has Kubernetes' fields only; own data belongs into annotations"
                            : "did you mean '" + nearest + "'?");
        });
        return new Metadata(name(metadata), namespace(metadata), labels(metadata), annotations(metadata), creationTimestamp(metadata),
                blankToNull(text(metadata, "resourceVersion")));
    }

    private String name(ObjectNode metadata) {
        String name = text(metadata, "name");
        if (name.isEmpty()) {
            if (faults.canJudge("metadata.name")) {
                faults.add(ReaderCode.MISSING_FIELD, "metadata.name", "the object has no name",
                        metadata.has("generateName")
                                ? "generateName needs an API server that makes the name; write a name"
                                : "write metadata.name");
            }
            return "";
        }
        bad("metadata.name", name, switch (kind) {
            case NAMESPACE -> NameRules.label(name);
            case SERVICE -> NameRules.label1035(name);
            default -> NameRules.subdomain(name);
        });
        return name;
    }

    private String namespace(ObjectNode metadata) {
        String namespace = text(metadata, "namespace");
        if (namespace.isEmpty()) return "";
        if (!kind.namespaced()) {
            faults.add(ReaderCode.BAD_METADATA, "metadata.namespace", kind.kind() + " is cluster-scoped and has no namespace",
                    "remove metadata.namespace");
            return "";
        }
        bad("metadata.namespace", namespace, NameRules.label(namespace));
        return namespace;
    }

    private Map<String, String> labels(ObjectNode metadata) {
        Map<String, String> labels = texts(metadata, "labels");
        labels.forEach((key, value) -> {
            bad("metadata.labels[" + key + "]", key, NameRules.labelKey(key));
            bad("metadata.labels[" + key + "]", value, NameRules.labelValue(value));
        });
        return labels;
    }

    private Map<String, String> annotations(ObjectNode metadata) {
        Map<String, String> annotations = texts(metadata, "annotations");
        annotations.keySet().forEach(key -> bad("metadata.annotations[" + key + "]", key, NameRules.labelKey(key)));
        return annotations;
    }

    private @Nullable Instant creationTimestamp(ObjectNode metadata) {
        String text = text(metadata, "creationTimestamp");
        if (text.isEmpty()) return null;
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException notATime) {
            faults.add(ReaderCode.BAD_METADATA, "metadata.creationTimestamp", "'" + text + "' is not a time as RFC 3339 writes it",
                    "remove it: the API sets it");
            return null;
        }
    }

    private String text(ObjectNode metadata, String field) {
        JsonNode value = metadata.get(field);
        if (value == null || value.isNull()) return "";
        if (value.isTextual()) return value.textValue();
        faults.add(ReaderCode.WRONG_TYPE, "metadata." + field, "expected a text, found " + new ValueText(false).of(value),
                ValueText.help("a text", value));
        return "";
    }

    private Map<String, String> texts(ObjectNode metadata, String field) {
        var texts = new LinkedHashMap<String, String>();
        JsonNode value = metadata.get(field);
        if (value == null || value.isNull()) return texts;
        if (!value.isObject()) {
            faults.add(ReaderCode.WRONG_TYPE, "metadata." + field,
                    "expected an object of names and texts, found " + new ValueText(false).of(value), "");
            return texts;
        }
        value.properties().forEach(entry -> {
            if (entry.getValue().isTextual()) {
                texts.put(entry.getKey(), entry.getValue().textValue());
            } else {
                faults.add(ReaderCode.WRONG_TYPE, "metadata." + field + "[" + entry.getKey() + "]",
                        "expected a text, found " + new ValueText(false).of(entry.getValue()), ValueText.help("a text", entry.getValue()));
            }
        });
        return texts;
    }

    private void bad(String field, String value, String fault) {
        if (!fault.isEmpty()) faults.add(ReaderCode.BAD_METADATA, field, new ValueText(false).quote(value) + " " + fault, "");
    }

    private static @Nullable String blankToNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
