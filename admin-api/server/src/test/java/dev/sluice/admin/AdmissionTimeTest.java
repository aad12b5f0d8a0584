package dev.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.admission.ConfigurationAdmission;
import dev.sluice.admin.kinds.Types;
import dev.sluice.admin.objects.FieldValidation;
import dev.sluice.admin.objects.ImportOutcome;
import dev.sluice.admin.objects.ObjectImport;
import dev.sluice.admin.objects.ObjectWriter;
import dev.sluice.admin.objects.Part;
import dev.sluice.admin.objects.WriteOptions;
import dev.sluice.admin.store.Admission;
import dev.sluice.admin.store.Store;
import dev.sluice.admin.store.sql.Engine;
import dev.sluice.admin.store.sql.SqlStore;
import dev.sluice.admin.store.sql.StoreSettings;
import dev.sluice.resources.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prints what a write costs beside many routes, asserts no time: it is the machine's as much as ours. */
@Tag("full")
final class AdmissionTimeTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int WRITES = 100;

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1_000, 10_000})
    void shouldTellTheTimeOfAWriteBesideManyRoutes(int routes) throws Exception {
        try (Store store = SqlStore.open(StoreSettings.of(new Engine.Sqlite(folder), Optional.empty(), "istio-system"),
                InstantSource.system(), () -> UUID.randomUUID().toString(), new SecureRandom())) {
            var kept = new ConfigurationAdmission(false, InstantSource.system());
            var judged = new long[WRITES + 1];
            int[] count = {0};
            Admission timed = (before, after, changes) -> {
                long start = System.nanoTime();
                Admission.Verdict verdict = kept.judge(before, after, changes);
                judged[count[0]++] = System.nanoTime() - start;
                return verdict;
            };
            long start = System.nanoTime();
            assertThat(new ObjectImport(store, timed).run(all(routes), "t", "")).isInstanceOf(ImportOutcome.Applied.class);
            System.out.printf("%d routes: imported in %d ms, of these judged in %d ms%n", routes, (System.nanoTime() - start) / 1_000_000,
                    judged[0] / 1_000_000);
            var writer = new ObjectWriter(store, timed, InstantSource.system(), new Random(1));
            var whole = new long[WRITES];
            for (int i = 0; i < WRITES; i++) {
                ObjectNode changed = route(i * 7, "/changed");
                long version = store.view().get(Types.key(Kind.VIRTUAL_SERVICE, "default", "r-" + i * 7)).orElseThrow().revision();
                changed.withObjectProperty("metadata").put("resourceVersion", Long.toString(version));
                long before = System.nanoTime();
                writer.replace(Kind.VIRTUAL_SERVICE, "default", "r-" + i * 7, changed, Part.MAIN,
                        new WriteOptions("t", "v1", FieldValidation.STRICT, false));
                whole[i] = System.nanoTime() - before;
            }
            long[] judging = Arrays.copyOfRange(judged, 1, WRITES + 1);
            Arrays.sort(judging);
            Arrays.sort(whole);
            System.out.printf("%d routes: one changed, judged in p50 %.2f ms, p99 %.2f ms; written in p50 %.2f ms, p99 %.2f ms%n", routes,
                    judging[WRITES / 2] / 1e6, judging[WRITES * 99 / 100] / 1e6, whole[WRITES / 2] / 1e6, whole[WRITES * 99 / 100] / 1e6);
        }
    }

    private static ArrayList<ObjectNode> all(int routes) throws IOException {
        var trees = new ArrayList<ObjectNode>();
        trees.add(tree("{'apiVersion':'networking.istio.io/v1','kind':'Gateway','metadata':{'name':'g'},'spec':{'selector':{'istio':"
                + "'ingressgateway'},'servers':[{'port':{'number':80,'name':'http','protocol':'HTTP'},'hosts':['*']}]}}"));
        trees.add(tree("{'apiVersion':'networking.istio.io/v1','kind':'ServiceEntry','metadata':{'name':'s'},'spec':{'hosts':"
                + "['up.example.com'],'ports':[{'number':80,'name':'http','protocol':'HTTP'}],'resolution':'DNS'}}"));
        for (int i = 0; i < routes; i++) trees.add(route(i, "/a"));
        return trees;
    }

    private static ObjectNode route(int number, String path) throws IOException {
        return tree(
                "{'apiVersion':'networking.istio.io/v1','kind':'VirtualService','metadata':{'name':'r-%d'},'spec':{'hosts':['h%d.example.com'],"
                        .formatted(number, number)
                        + "'gateways':['g'],'http':[{'match':[{'uri':{'prefix':'%s'}}],'route':[{'destination':{'host':'up.example.com'}}]},"
                                .formatted(path)
                        + "{'route':[{'destination':{'host':'up.example.com'}}]}]}}");
    }

    private static ObjectNode tree(String json) throws IOException {
        return (ObjectNode) JSON.readTree(json.replace('\'', '"'));
    }
}
