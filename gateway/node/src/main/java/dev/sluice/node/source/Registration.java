package dev.sluice.node.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.node.source.ApiClient.ApiException;
import dev.sluice.rules.compile.NodeView;
import dev.sluice.rules.decide.Dice;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who a node is, as its GatewayInstance says: role, namespace, labels and locality were fixed when its credential was issued and are not for the node to
 * claim. Kept on disk, so that a node starts while the API is away.
 */
public final class Registration {
    private static final Logger LOG = LoggerFactory.getLogger(Registration.class);
    private static final String FILE = "instance.json";
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private static final int REACH_MILLIS = 250;

    private Registration() {}

    /**
     * Asks the API, or else takes what it said last; with neither, asks until there is an answer. Waits: for start-up.
     *
     * @param folder where the node keeps its state
     * @throws IOException if the API refuses the node, or its instance cannot be understood
     */
    public static NodeView view(Vertx vertx, ApiSettings settings, Path folder, Dice dice) throws IOException, InterruptedException {
        var backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, dice);
        Path file = folder.resolve(FILE);
        if (Files.exists(file)) {
            String away = unreachable(settings);
            if (!away.isEmpty()) {
                LOG.warn("{} cannot be reached: {}", settings.server(), away);
                return view(new ObjectMapper().readTree(Files.readString(file)));
            }
        }
        try (var client = new ApiClient(vertx, settings)) {
            while (true) {
                try {
                    var answer = client.get(
                            "/apis/sluice.dev/v1alpha1/gatewayinstances/" + URLEncoder.encode(settings.instance(), StandardCharsets.UTF_8));
                    if (answer.status() == 200) {
                        NodeView view = view(new ObjectMapper().readTree(answer.body()));
                        keep(file, answer.body());
                        return view;
                    }
                    if (answer.status() < 500 && answer.status() != 429) {
                        throw new IOException(settings.server() + " does not know the node '" + settings.instance() + "': HTTP "
                                + answer.status() + ", " + message(answer.body())
                                + "; is it the kubeconfig that 'sluice admin node-config' printed?");
                    }
                    LOG.warn("{} answers HTTP {}", settings.server(), answer.status());
                } catch (ApiException e) {
                    LOG.warn("{} cannot be reached: {}", settings.server(), e.getMessage());
                }
                if (Files.exists(file)) return view(new ObjectMapper().readTree(Files.readString(file)));
                Thread.sleep(backoff.next());
            }
        }
    }

    /**
     * What the API said last; null if it is not kept, or not to be read.
     *
     * @param folder where the node keeps its state
     */
    public static @Nullable NodeView kept(Path folder) {
        try {
            return view(new ObjectMapper().readTree(Files.readString(folder.resolve(FILE))));
        } catch (IOException e) {
            return null;
        }
    }

    /**
     * What a GatewayInstance says.
     *
     * @throws IOException if it cannot be understood
     */
    public static NodeView view(JsonNode instance) throws IOException {
        JsonNode spec = instance.path("spec");
        Map<String, String> labels = new HashMap<>();
        spec.path("labels").properties().forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        String role = spec.path("role").asText("");
        for (NodeView.Role one : NodeView.Role.values()) {
            if (one.name().toLowerCase(Locale.ROOT).equals(role))
                return new NodeView(one, spec.path("namespace").asText(""), labels, spec.path("locality").asText(""));
        }
        throw new IOException("the instance has the unknown role '" + role + "'");
    }

    /** Why not even a connection can be made, empty if one can: to know that takes a fraction of what setting up TLS takes. */
    private static String unreachable(ApiSettings settings) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(settings.server().getHost(), settings.port()), REACH_MILLIS);
            return "";
        } catch (UnknownHostException e) {
            return "there is no address of that name";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** What a Kubernetes Status says, or what there is. */
    private static String message(String body) {
        try {
            return new ObjectMapper().readTree(body).path("message").asText(body);
        } catch (JsonProcessingException noStatus) {
            return body;
        }
    }

    private static void keep(Path file, String text) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path next = file.resolveSibling(FILE + ".new");
        Files.writeString(next, text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
