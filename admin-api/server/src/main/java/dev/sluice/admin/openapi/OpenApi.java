package dev.sluice.admin.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.json.Trees;
import dev.sluice.admin.kinds.Served;
import dev.sluice.admin.kinds.ServedGroup;
import dev.sluice.admin.kinds.ServedResource;
import dev.sluice.admin.protobuf.OpenApiProtobuf;
import dev.sluice.resources.Kind;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** All OpenAPI documents, made once. Immutable. */
public final class OpenApi {
    private final Map<String, Document> v3 = new LinkedHashMap<>();
    private final byte[] root;
    private final Document v2;
    private final Document v2Protobuf;

    /** @param hash of the bytes, in the URL or the ETag */
    public record Document(byte[] bytes, String hash) {}

    /** @param schemas the schema of a kind's objects, made anew for each call */
    public OpenApi(Function<Kind, ObjectNode> schemas) {
        var all = new LinkedHashMap<String, ObjectNode>();
        for (ServedGroup group : Served.GROUPS) {
            for (ServedGroup.Version version : group.versions()) {
                String path = (group.name().isEmpty() ? "api/" : "apis/") + group.apiVersion(version);
                all.put(path, document(group, version, schemas));
            }
        }
        ObjectNode index = Trees.object();
        ObjectNode paths = index.putObject("paths");
        all.forEach((path, tree) -> {
            Document document = document(Trees.bytes(tree));
            v3.put(path, document);
            paths.putObject(path).put("serverRelativeURL", "/openapi/v3/" + path + "?hash=" + document.hash());
        });
        root = Trees.bytes(index);
        ObjectNode swagger = Swagger.of(all.values());
        v2 = document(Trees.bytes(swagger));
        v2Protobuf = document(OpenApiProtobuf.encode(swagger));
    }

    private static ObjectNode document(ServedGroup group, ServedGroup.Version version, Function<Kind, ObjectNode> schemas) {
        ObjectNode tree = Trees.object().put("openapi", "3.0.0");
        tree.putObject("info").put("title", "Sluice").put("version", "v1");
        ObjectNode paths = tree.putObject("paths");
        ObjectNode components = tree.putObject("components").putObject("schemas");
        Schemas.shared(group, version).forEach(components::set);
        for (ServedResource resource : version.resources()) {
            Operations.add(paths, group, version, resource);
            components.set(Schemas.name(group.name(), version.name(), resource.kind()), schema(group, version, resource, schemas));
            if (resource.verbs().contains("list")) {
                components.set(Schemas.name(group.name(), version.name(), resource.kind()) + "List",
                        Schemas.list(group, version, resource));
            }
        }
        return tree;
    }

    private static ObjectNode schema(ServedGroup group, ServedGroup.Version version, ServedResource resource,
            Function<Kind, ObjectNode> schemas) {
        Optional<Kind> kind = Served.find(group.name(), version.name(), resource.name());
        ObjectNode schema = kind.map(schemas).orElseGet(() -> Schemas.object("A question about the caller, answered in status."));
        kind.ifPresent(one -> CoreFields.complete(one, schema));
        if (!schema.has("type")) schema.put("type", "object");
        ObjectNode properties = Schemas.head(schema);
        properties.set("metadata",
                Schemas.described(Schemas.OBJECT_META, "Name, namespace, labels and what the server keeps about the object."));
        boolean openStatus = kind.isEmpty() || Served.hasStatus(kind.get());
        if (openStatus && !properties.has("status")) {
            properties.set("status",
                    Schemas.object("What the server or the node reports.").put("x-kubernetes-preserve-unknown-fields", true));
        }
        if (kind.isEmpty()) properties.set("spec", Schemas.object("The question.").put("x-kubernetes-preserve-unknown-fields", true));
        schema.putArray("x-kubernetes-group-version-kind").add(Schemas.gvk(group, version, resource.kind()));
        return schema;
    }

    private static Document document(byte[] bytes) {
        try {
            return new Document(bytes, HexFormat.of().withUpperCase().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java runtime has SHA-256", impossible);
        }
    }

    /** {@code /openapi/v3}. */
    public byte[] root() {
        return root.clone();
    }

    /** @param path {@code apis/networking.istio.io/v1} */
    public Optional<Document> v3(String path) {
        return Optional.ofNullable(v3.get(path));
    }

    public Document v2() {
        return v2;
    }

    /** {@link #v2()} as gnostic's protobuf, which kubectl before 1.27 wants. */
    public Document v2Protobuf() {
        return v2Protobuf;
    }
}
