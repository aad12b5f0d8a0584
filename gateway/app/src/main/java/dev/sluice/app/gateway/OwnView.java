package dev.sluice.app.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.app.cli.Failure;
import dev.sluice.app.remote.ApiAccess;
import dev.sluice.app.remote.ApiAccess.Answer;
import dev.sluice.rules.compile.NodeView;
import dev.sluice.rules.compile.NodeView.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a node of a fleet is: its GatewayInstance says so, not its command line. Kept in its folder for a start while the API is away. */
public final class OwnView {
    private static final Logger LOG = LoggerFactory.getLogger(OwnView.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String INSTANCES = "/apis/sluice.dev/v1alpha1/gatewayinstances/";

    private OwnView() {}

    /** @param folder null if the node keeps nothing */
    public static NodeView of(Path kubeconfig, String id, @Nullable Path folder) {
        Path kept = folder == null ? null : folder.resolve("instance.json");
        try (ApiAccess api = ApiAccess.with(kubeconfig)) {
            Answer answer = api.get(INSTANCES + id);
            if (!answer.isSuccess()) throw new Failure("the admin API knows no node " + id + ": " + answer.message());
            JsonNode spec = answer.body().path("spec");
            if (kept != null) keep(kept, spec);
            return view(spec);
        } catch (Failure e) {
            if (kept == null || !Files.exists(kept)) throw e;
            LOG.warn("{}; starting as the node was when last seen", e.getMessage());
            return view(read(kept));
        }
    }

    private static NodeView view(JsonNode spec) {
        var labels = new TreeMap<String, String>();
        spec.path("labels").properties().forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        return new NodeView(Role.valueOf(spec.path("role").asText().toUpperCase(Locale.ROOT)), spec.path("namespace").asText("default"),
                labels,
                spec.path("locality").asText(""));
    }

    private static void keep(Path file, JsonNode spec) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, spec.toString());
        } catch (IOException e) {
            LOG.warn("{} cannot be written: {}", file, e.getMessage());
        }
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(Files.readString(file));
        } catch (IOException e) {
            throw new Failure(file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
