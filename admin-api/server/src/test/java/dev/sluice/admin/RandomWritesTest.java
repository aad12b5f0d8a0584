package dev.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.admission.ConfigurationAdmission;
import dev.sluice.admin.answer.FailureException;
import dev.sluice.admin.kinds.Served;
import dev.sluice.admin.kinds.Types;
import dev.sluice.admin.objects.Deletion;
import dev.sluice.admin.objects.FieldValidation;
import dev.sluice.admin.objects.ImportOutcome;
import dev.sluice.admin.objects.ObjectImport;
import dev.sluice.admin.objects.ObjectWriter;
import dev.sluice.admin.objects.Part;
import dev.sluice.admin.objects.WriteOptions;
import dev.sluice.admin.store.Admission;
import dev.sluice.admin.store.Change;
import dev.sluice.admin.store.Precondition;
import dev.sluice.admin.store.Store;
import dev.sluice.admin.store.StoreView;
import dev.sluice.admin.store.sql.Engine;
import dev.sluice.admin.store.sql.SqlStore;
import dev.sluice.admin.store.sql.StoreSettings;
import dev.sluice.resources.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is written in whatever order: a refusal changes nothing, and the admission that remembers judges as one that does not. */
final class RandomWritesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<Kind> KINDS = List.of(Kind.GATEWAY, Kind.VIRTUAL_SERVICE, Kind.VIRTUAL_SERVICE, Kind.SERVICE_ENTRY,
            Kind.DESTINATION_RULE, Kind.GATEWAY_INSTANCE, Kind.NAMESPACE);

    @TempDir private Path folder;
    private Store store;
    private final List<String> disagreements = new ArrayList<>();
    private final ConfigurationAdmission kept = new ConfigurationAdmission(false, InstantSource.system());
    private ObjectWriter writer;
    private Random random = new Random(0);

    @BeforeEach
    void open() throws Exception {
        store = SqlStore.open(StoreSettings.of(new Engine.Sqlite(folder), Optional.empty(), "istio-system"), InstantSource.system(),
                () -> UUID.randomUUID().toString(), new SecureRandom());
        writer = new ObjectWriter(store, this::judgedTwice, InstantSource.system(), random);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Admission.Verdict judgedTwice(StoreView before, StoreView after, List<Change> changes) {
        Admission.Verdict remembering = kept.judge(before, after, changes);
        Admission.Verdict fresh = new ConfigurationAdmission(false, InstantSource.system()).judge(before, after, changes);
        if (!told(remembering).equals(told(fresh))) disagreements.add(changes + ": " + told(remembering) + " but afresh " + told(fresh));
        return remembering;
    }

    private static Object told(Admission.Verdict verdict) {
        return switch (verdict) {
            case Admission.Verdict.Admitted admitted -> new HashSet<>(admitted.warnings());
            case Admission.Verdict.Rejected rejected -> rejected.diagnostics();
        };
    }

    @Test
    void shouldChangeNothingByARefusedWriteAndForgetNothingOfAnAcceptedOne() throws Exception {
        writeAtRandom(250, 20261124);
    }

    @Test
    @Tag("full")
    void shouldChangeNothingByARefusedWriteInThousands() throws Exception {
        writeAtRandom(5_000, 4711);
    }

    private void writeAtRandom(int times, long seed) throws Exception {
        random = new Random(seed);
        int refusals = 0;
        for (int i = 0; i < times; i++) {
            List<String> before = state();
            long transaction = store.view().position().transaction();
            boolean dryRun = random.nextInt(6) == 0;
            try {
                write(dryRun);
                if (dryRun) assertThat(state()).isEqualTo(before);
                if (!state().equals(before)) assertThat(store.view().position().transaction()).isGreaterThan(transaction);
            } catch (FailureException refused) {
                refusals++;
                assertThat(state()).as(refused.failure().message()).isEqualTo(before);
                assertThat(store.view().position().transaction()).isEqualTo(transaction);
            }
            assertThat(disagreements).isEmpty();
        }
        List<String> end = state();
        store.close();
        open();
        assertThat(state()).isEqualTo(end);
        assertThat(refusals).isBetween(times / 10, times * 9 / 10);
    }

    private List<String> state() {
        var told = new ArrayList<String>();
        for (var type : store.view().types()) store.view().list(type).forEach(object -> told.add(object.tree().toString()));
        return told;
    }

    private void write(boolean dryRun) throws IOException {
        Kind kind = KINDS.get(random.nextInt(KINDS.size()));
        String namespace = !kind.namespaced() ? "" : random.nextInt(8) == 0 ? "n-" + random.nextInt(3) : "default";
        String name = "n-" + random.nextInt(kind.namespaced() ? 5 : 3);
        var options = new WriteOptions("t", version(kind), FieldValidation.STRICT, dryRun);
        switch (random.nextInt(10)) {
            case 0, 1 -> writer.delete(kind, namespace, name, new Deletion.Options("t", Precondition.NONE, dryRun));
            case 2, 3, 4 -> {
                ObjectNode wanted = tree(kind, name);
                // Now and then the version is missing, which is refused.
                if (random.nextInt(8) > 0)
                    store.view().get(Types.key(kind, namespace, name)).ifPresent(there -> wanted.withObjectProperty("metadata")
                            .put("resourceVersion", Long.toString(there.revision())));
                writer.replace(kind, namespace, name, wanted, Part.MAIN, options);
            }
            case 5 -> {
                if (!dryRun) importSome();
            }
            default -> writer.create(kind, namespace, tree(kind, name), options);
        }
    }

    private void importSome() throws IOException {
        var trees = new ArrayList<ObjectNode>();
        for (int i = 0; i < 4; i++) trees.add(tree(Kind.VIRTUAL_SERVICE, "n-" + i));
        List<String> before = state();
        ImportOutcome outcome = new ObjectImport(store, this::judgedTwice).run(trees, "t", "");
        if (outcome instanceof ImportOutcome.Refused) assertThat(state()).isEqualTo(before);
        else
            assertThat(store.view().list(Types.of(Kind.VIRTUAL_SERVICE), "default").size()).isGreaterThan(3);
    }

    private ObjectNode tree(Kind kind, String name) throws IOException {
        String host = "h" + random.nextInt(3) + ".example.com";
        String spec = switch (kind) {
            case GATEWAY -> "{'selector':{'istio':'%s'},'servers':[{'port':{'number':%d,'name':'p','protocol':'%s'},'hosts':['%s']}]}"
                    .formatted(oneOf("ingressgateway", "other"), 80 + random.nextInt(2), oneOf("HTTP", "HTTP", "TCP", "NONSENSE"),
                            oneOf("*", host));
            case VIRTUAL_SERVICE ->
                "{'hosts':['%s'],'gateways':['%s'],'http':[{'timeout':'%s','match':[{'uri':{'%s':'/%s'}}],'route':[{'destination':{'host':'%s','subset':'%s'}}]}]}"
                        .formatted(host, oneOf("n-0", "n-1", "mesh"), oneOf("3s", "3s", "3s", "soon"),
                                oneOf("prefix", "exact", "regex"), oneOf("a", "b", "(["), host, oneOf("v1", "v2"));
            case SERVICE_ENTRY -> "{'hosts':['%s'],'ports':[{'number':80,'name':'http','protocol':'HTTP'}],'resolution':'%s'}"
                    .formatted(host, oneOf("DNS", "STATIC", "NEVER"));
            case DESTINATION_RULE -> "{'host':'%s','subsets':[{'name':'%s','labels':{'v':'1'}}]}".formatted(host, oneOf("v1", "v2", ""));
            case GATEWAY_INSTANCE -> "{'role':'%s','namespace':'default','labels':{'istio':'%s'}}".formatted(oneOf("ingress", "egress"),
                    oneOf("ingressgateway", "other"));
            default -> "{}";
        };
        String text = "{'apiVersion':'%s','kind':'%s','metadata':{'name':'%s','labels':{'l':'%d'}},'spec':%s}"
                .formatted(Served.apiVersion(kind, version(kind)), kind.kind(), name, random.nextInt(3), spec);
        return (ObjectNode) JSON.readTree(text.replace('\'', '"'));
    }

    private static String version(Kind kind) {
        return kind.group().equals("sluice.dev") ? "v1alpha1" : "v1";
    }

    private String oneOf(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
