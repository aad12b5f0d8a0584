package dev.sluice.app.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.objects.ImportOutcome;
import dev.sluice.admin.store.ResourceType;
import dev.sluice.admin.store.StoreView;
import dev.sluice.admin.store.StoredObject;
import dev.sluice.app.cli.Failure;
import dev.sluice.app.control.ControlPlane;
import dev.sluice.app.files.DiagnosticPrinter;
import dev.sluice.app.files.LastApplied;
import dev.sluice.certs.Credential;
import dev.sluice.certs.SubjectName;
import dev.sluice.reader.ReadDocument;
import dev.sluice.reader.ResourceReader;
import dev.sluice.resources.Gateway;
import dev.sluice.resources.Kind;
import dev.sluice.resources.Resource;
import dev.sluice.resources.ServiceEntry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes what is labelled {@value #LABEL} work out of the box: an echo upstream in this process for each endpoint of such a ServiceEntry, and a
 * credential from the local authority for each that such a Gateway names and nobody made. The hello sample, which an empty store gets, is such.
 */
public final class Demo implements AutoCloseable {
    static final String LABEL = "sluice.dev/demo";
    private static final String HELLO = "/demo/hello.yaml";
    private static final Duration LIFETIME = Duration.ofDays(825);

    private final ControlPlane control;
    private final Vertx vertx;
    private final String namespace;

    private Demo(ControlPlane control, Vertx vertx, String namespace) {
        this.control = control;
        this.vertx = vertx;
        this.namespace = namespace;
    }

    /** Whether anything in the store is labelled as a demo. */
    public static boolean isHeldBy(StoreView view) {
        return labelled(view, Kind.SERVICE_ENTRY, ServiceEntry.class).findAny().isPresent()
                || labelled(view, Kind.GATEWAY, Gateway.class).findAny().isPresent();
    }

    /** Whether the store holds no configuration at all: of what it makes itself, it has namespaces and its nodes. */
    public static boolean isEmpty(StoreView view) {
        Set<ResourceType> own = Set.of(ResourceType.NAMESPACES, type(Kind.GATEWAY_INSTANCE));
        return own.containsAll(view.types());
    }

    /** The hello sample, as objects. */
    public static List<ObjectNode> hello() {
        try (InputStream file = Demo.class.getResourceAsStream(HELLO)) {
            if (file == null) throw new IllegalStateException(HELLO + " is not in the jar");
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return ResourceReader.readText("hello.yaml", text).stream().map(ReadDocument::tree).filter(tree -> tree != null)
                    .map(LastApplied::noted)
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Starts what the demo objects of the store need and puts what they lack into it. Waits.
     *
     * @param namespace of the ingress node: where credentials are looked up
     */
    public static Demo start(ControlPlane control, String namespace) {
        var demo = new Demo(control, Vertx.vertx(), namespace);
        StoreView view = control.view();
        var changes = new ArrayList<ObjectNode>();
        labelled(view, Kind.SERVICE_ENTRY, ServiceEntry.class).forEach(entry -> {
            ObjectNode moved = entry.tree().deepCopy();
            if (new EchoUpstreams(demo.vertx).serve(entry.typed(), moved)) changes.add(moved);
        });
        changes.addAll(demo.missingCredentials(view));
        demo.put(changes);
        return demo;
    }

    private void put(List<ObjectNode> changes) {
        if (changes.isEmpty()) return;
        if (control.importObjects(changes, "demo") instanceof ImportOutcome.Refused refused) {
            throw new Failure("the demo cannot be put into the store:\n" + DiagnosticPrinter.text(refused.diagnostics()));
        }
    }

    private List<ObjectNode> missingCredentials(StoreView view) {
        Map<String, Set<String>> hostsByName = new LinkedHashMap<>();
        labelled(view, Kind.GATEWAY, Gateway.class).forEach(gateway -> {
            for (Gateway.Server server : gateway.typed().spec().servers()) {
                if (server.tls() == null || server.tls().credentialName().isEmpty()) continue;
                Set<String> hosts = hostsByName.computeIfAbsent(server.tls().credentialName(), name -> new LinkedHashSet<>());
                for (String host : server.hosts()) hosts.add(host.substring(host.indexOf('/') + 1));
            }
        });
        var secrets = new ArrayList<ObjectNode>();
        hostsByName.forEach((name, hosts) -> {
            hosts.remove("*");
            boolean there = view.list(type(Kind.SECRET), namespace).stream().anyMatch(one -> one.key().name().equals(name));
            if (!there && !hosts.isEmpty())
                secrets.add(secret(name, control.authority().issueServer(hosts.stream().map(SubjectName::of).toList(), LIFETIME)));
        });
        return secrets;
    }

    private ObjectNode secret(String name, Credential credential) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("apiVersion", "v1").put("kind", "Secret").put("type", "kubernetes.io/tls");
        tree.putObject("metadata").put("name", name).put("namespace", namespace).putObject("labels").put(LABEL, "true");
        tree.putObject("data").put("tls.crt", base64(credential.chainPem())).put("tls.key", base64(credential.keyPem()));
        return tree;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** One labelled object. */
    record Labelled<T>(ObjectNode tree, T typed) {}

    static <T extends Resource> Stream<Labelled<T>> labelled(StoreView view, Kind kind, Class<T> type) {
        return view.list(type(kind)).stream().map(StoredObject::tree).filter(tree -> tree.path("metadata").path("labels").has(LABEL))
                .flatMap(tree -> {
                    Resource resource = ResourceReader.readTree(tree, "store").resource();
                    return type.isInstance(resource) ? Stream.of(new Labelled<>(tree, type.cast(resource))) : Stream.empty();
                });
    }

    private static ResourceType type(Kind kind) {
        return new ResourceType(kind.group(), kind.plural());
    }

    @Override
    public void close() {
        vertx.close();
    }
}
