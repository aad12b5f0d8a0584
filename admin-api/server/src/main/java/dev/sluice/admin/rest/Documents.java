package dev.sluice.admin.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.answer.Answer;
import dev.sluice.admin.answer.Failure;
import dev.sluice.admin.discovery.Discovery;
import dev.sluice.admin.json.Trees;
import dev.sluice.admin.openapi.OpenApi;
import dev.sluice.admin.protobuf.OpenApiProtobuf;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the server says about itself: version, discovery, schemas. */
final class Documents {
    private static final String IMMUTABLE = "public, immutable, max-age=31536000";

    /** Asked by kubectl for the kind of an object that no schema knows; without an answer it cannot say that the kind is unknown. */
    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

    private final OpenApi openApi;

    Documents(OpenApi openApi) {
        this.openApi = openApi;
    }

    /** The Kubernetes version whose conventions are followed; kubectl compares it with its own. */
    static Answer version() {
        ObjectNode version = Trees.object().put("major", "1").put("minor", "32").put("gitVersion", "v1.32.0+sluice").put("gitCommit", "")
                .put("gitTreeState", "")
                .put("buildDate", "1970-01-01T00:00:00Z").put("goVersion", "").put("compiler", "").put("platform", "jvm");
        return Answer.json(200, version);
    }

    /** Empty if {@code path} names no document. */
    Optional<Answer> find(ApiRequest request) {
        String path = request.path().length() > 1 && request.path().endsWith("/")
                ? request.path().substring(0, request.path().length() - 1)
                : request.path();
        List<String> steps = ResourcePath.steps(path);
        return switch (path) {
            case "/" -> Optional.of(Answer.json(200, roots()));
            case "/api" -> Optional.of(aggregated(request, true));
            case "/apis" -> Optional.of(aggregated(request, false));
            case "/openapi/v2" -> Optional.of(v2(request));
            case DEFINITIONS -> {
                if (request.flag("watch")) throw Failure.methodNotAllowed("there are no definitions to watch").exception();
                yield Optional.of(Answer.json(200, noDefinitions()));
            }
            case "/openapi/v3" -> Optional.of(new Answer(200, Answer.JSON, openApi.root(), Map.of(), List.of()));
            default -> {
                if (path.startsWith("/openapi/v3/"))
                    yield openApi.v3(path.substring("/openapi/v3/".length())).map(document -> v3(request, document));
                if (path.startsWith("/api/") && steps.size() == 2)
                    yield Discovery.resourceList("", steps.get(1)).map(tree -> Answer.json(200, tree));
                if (path.startsWith("/apis/") && steps.size() == 2) yield Discovery.group(steps.get(1)).map(tree -> Answer.json(200, tree));
                if (path.startsWith("/apis/") && steps.size() == 3)
                    yield Discovery.resourceList(steps.get(1), steps.get(2)).map(tree -> Answer.json(200, tree));
                yield Optional.empty();
            }
        };
    }

    /** All kinds are built in, and none can be added. */
    private static ObjectNode noDefinitions() {
        ObjectNode tree = Trees.object().put("kind", "CustomResourceDefinitionList").put("apiVersion", "apiextensions.k8s.io/v1");
        tree.putObject("metadata").put("resourceVersion", "1");
        tree.putArray("items");
        return tree;
    }

    private static ObjectNode roots() {
        ObjectNode tree = Trees.object();
        var paths = tree.putArray("paths");
        for (String path : List.of("/api", "/api/v1", "/apis", "/healthz", "/livez", "/openapi/v2", "/openapi/v3", "/readyz", "/version"))
            paths.add(path);
        return tree;
    }

    /** The first wish that can be met. The answer's media type must be exactly the one asked for. */
    private static Answer aggregated(ApiRequest request, boolean core) {
        for (AcceptHeader.Type type : AcceptHeader.parse(request.accept()).types()) {
            if (!type.isJson()) continue;
            String version = type.parameter("v");
            boolean wanted = type.parameter("g").equals("apidiscovery.k8s.io") && type.parameter("as").equals("APIGroupDiscoveryList");
            if (wanted && (version.equals("v2") || version.equals("v2beta1"))) {
                return Answer.json(200, Discovery.aggregated(core, version))
                        .contentType("application/json;g=apidiscovery.k8s.io;v=" + version + ";as=APIGroupDiscoveryList")
                        .header("Vary", "Accept");
            }
            if (type.parameter("as").isEmpty())
                return Answer.json(200, core ? Discovery.coreVersions() : Discovery.groupList()).header("Vary", "Accept");
        }
        throw Failure.notAcceptable(List.of(Answer.JSON)).exception();
    }

    /** A URL with the right hash never changes its content. */
    private static Answer v3(ApiRequest request, OpenApi.Document document) {
        Answer answer = new Answer(200, Answer.JSON, document.bytes(), Map.of("ETag", "\"" + document.hash() + "\""), List.of());
        String asked = request.param("hash");
        if (asked.isEmpty() || !asked.equals(document.hash())) return answer;
        return answer.header("Cache-Control", IMMUTABLE).header("Expires", "Thu, 31 Dec 2099 23:59:59 GMT");
    }

    private Answer v2(ApiRequest request) {
        for (AcceptHeader.Type type : AcceptHeader.parse(request.accept()).types()) {
            if (type.name().equals("application/com.github.proto-openapi.spec.v2@v1.0+protobuf")
                    || type.name().equals(OpenApiProtobuf.MEDIA_TYPE)) {
                OpenApi.Document document = openApi.v2Protobuf();
                return new Answer(200, OpenApiProtobuf.MEDIA_TYPE, document.bytes(),
                        Map.of("ETag", "\"" + document.hash() + "\"", "Vary", "Accept"), List.of());
            }
            if (type.isJson()) {
                OpenApi.Document document = openApi.v2();
                return new Answer(200, Answer.JSON, document.bytes(), Map.of("ETag", "\"" + document.hash() + "\"", "Vary", "Accept"),
                        List.of());
            }
        }
        throw Failure.notAcceptable(List.of(Answer.JSON, OpenApiProtobuf.MEDIA_TYPE)).exception();
    }
}
