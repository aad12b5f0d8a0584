package dev.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** fabric8's Kubernetes client, as it is, against the admin API. */
final class Fabric8ClientTest {
    private static final ResourceDefinitionContext ENTRIES = new ResourceDefinitionContext.Builder().withGroup("networking.istio.io")
            .withVersion("v1").withKind("ServiceEntry").withPlural("serviceentries").withNamespaced(true).build();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir private static Path folder;
    private static AdminFixture admin;
    private static KubernetesClient client;
    private static int counter;
    private String name;

    @BeforeAll
    static void start() throws Exception {
        admin = new AdminFixture(folder.resolve("admin"));
        Config config = Config.fromKubeconfig(Files.readString(admin.kubeconfig(folder)));
        client = new KubernetesClientBuilder().withConfig(config).build();
    }

    @AfterAll
    static void stop() {
        client.close();
        admin.close();
    }

    @BeforeEach
    void pick() {
        name = "f-" + ++counter;
    }

    private static MixedOperation<GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>> entries() {
        return client.genericKubernetesResources(ENTRIES);
    }

    private GenericKubernetesResource create(String name) {
        GenericKubernetesResource wanted = client.getKubernetesSerialization().unmarshal(Samples.serviceEntry(name),
                GenericKubernetesResource.class);
        return entries().inNamespace("default").resource(wanted).create();
    }

    private static void addHost(GenericKubernetesResource entry, String host) {
        List<Object> hosts = entry.get("spec", "hosts");
        hosts.add(host);
    }

    private static String hosts(GenericKubernetesResource entry) {
        List<Object> hosts = entry.get("spec", "hosts");
        return hosts.toString();
    }

    @Test
    void shouldCreateListEditAndDelete() {
        GenericKubernetesResource made = create(name);
        assertThat(made.getMetadata().getUid()).isNotBlank();
        assertThat(entries().inNamespace("default").withLabel("app", name).list().getItems()).hasSize(1);
        assertThat(entries().inAnyNamespace().list().getItems()).extracting(one -> one.getMetadata().getName()).contains(name);

        GenericKubernetesResource edited = entries().inNamespace("default").withName(name).edit(entry -> {
            addHost(entry, "second.example.com");
            return entry;
        });

        assertThat(hosts(edited)).contains(name + ".example.com", "second.example.com");
        assertThat(edited.getMetadata().getGeneration()).isEqualTo(2);
        assertThat(entries().inNamespace("default").withName(name).delete()).hasSize(1);
        assertThat(entries().inNamespace("default").withName(name).get()).isNull();
    }

    @Test
    void shouldRefuseAReplacementOfAnOlderVersionAndSayWhatIsWrong() {
        GenericKubernetesResource old = create(name);
        entries().inNamespace("default").withName(name).edit(entry -> {
            addHost(entry, "newer.example.com");
            return entry;
        });
        addHost(old, "older.example.com");

        assertThatThrownBy(() -> entries().inNamespace("default").resource(old).update()).isInstanceOfSatisfying(
                KubernetesClientException.class, refused -> assertThat(refused.getCode()).isEqualTo(409));
        assertThatThrownBy(() -> create(name)).isInstanceOfSatisfying(KubernetesClientException.class, refused -> {
            assertThat(refused.getCode()).isEqualTo(409);
            assertThat(refused.getStatus().getReason()).isEqualTo("AlreadyExists");
        });
    }

    @Test
    void shouldWatch() {
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        try (Watch watch = entries().inNamespace("default").withLabel("app", name).watch(new Watcher<>() {
            @Override
            public void eventReceived(Action action, GenericKubernetesResource object) {
                heard.add(action + " " + hosts(object));
            }

            @Override
            public void onClose(WatcherException cause) {
                heard.add("closed " + cause.getMessage());
            }
        })) {
            assertThat(watch).isNotNull();
            create(name);
            entries().inNamespace("default").withName(name).edit(entry -> {
                addHost(entry, "watched.example.com");
                return entry;
            });
            entries().inNamespace("default").withName(name).delete();

            String one = "[" + name + ".example.com]";
            String two = "[" + name + ".example.com, watched.example.com]";
            await().atMost(PATIENCE).untilAsserted(
                    () -> assertThat(heard).containsExactly("ADDED " + one, "MODIFIED " + two, "DELETED " + two));
        }
    }

    @Test
    void shouldKeepAnInformerUpToDate() {
        create(name);
        try (SharedIndexInformer<GenericKubernetesResource> informer = entries().inNamespace("default").inform()) {
            await().atMost(PATIENCE).until(informer::hasSynced);
            assertThat(informer.getIndexer().getByKey("default/" + name)).isNotNull();

            create(name + "-b");
            entries().inNamespace("default").withName(name).delete();

            await().atMost(PATIENCE).until(() -> informer.getIndexer().getByKey("default/" + name + "-b") != null
                    && informer.getIndexer().getByKey("default/" + name) == null);
        }
    }

    @Test
    void shouldSpeakOfNamespacesAndConfigMaps() {
        client.namespaces().resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build()).create();
        ConfigMap made = client.configMaps().inNamespace(name)
                .resource(new ConfigMapBuilder().withNewMetadata().withName("c").endMetadata().addToData("a", "b").build()).create();
        assertThat(made.getData()).containsEntry("a", "b");
        client.configMaps().inNamespace(name).withName("c").edit(map -> new ConfigMapBuilder(map).addToData("c", "d").build());
        assertThat(client.configMaps().inNamespace(name).withName("c").get().getData()).hasSize(2);

        client.namespaces().withName(name).delete();

        await().atMost(PATIENCE).until(() -> client.namespaces().withName(name).get() == null);
        assertThat(client.configMaps().inNamespace(name).list().getItems()).isEmpty();
        assertThat(client.getKubernetesVersion().getMinor()).isEqualTo("32");
    }
}
