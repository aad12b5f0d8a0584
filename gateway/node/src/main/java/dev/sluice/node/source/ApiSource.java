package dev.sluice.node.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.node.source.ApiClient.ApiException;
import dev.sluice.node.source.View.Outcome;
import dev.sluice.rules.decide.Dice;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the admin API's configuration stream: connects, verifies each transaction's digest, delivers it, and comes back after every break where it
 * stood. Runs on virtual threads; the event loop only moves bytes.
 */
public final class ApiSource implements ConfigSource {
    private static final Logger LOG = LoggerFactory.getLogger(ApiSource.class);
    private static final String API = "/apis/sluice.dev/v1alpha1";
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private final ApiSettings settings;
    private final ApiClient client;
    private final ObjectMapper json = new ObjectMapper();
    private final Backoff backoff;
    private final Backoff reportBackoff;
    private final BlockingQueue<Boolean> wake = new LinkedBlockingQueue<>();
    private final AtomicReference<@Nullable ObjectNode> report = new AtomicReference<>();
    private final BlockingQueue<Boolean> reportDue = new LinkedBlockingQueue<>();
    private final Object delivering = new Object();
    private View view = new View();
    private @Nullable Thread follower;
    private @Nullable Thread reporter;
    private volatile boolean closed;

    public ApiSource(Vertx vertx, ApiSettings settings, Dice dice) {
        this.settings = settings;
        this.client = new ApiClient(vertx, settings);
        this.backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, dice);
        this.reportBackoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, dice);
    }

    @Override
    public void start(SourceSink sink, @Nullable Held from) {
        if (from != null && from.position() instanceof Position.Bookmark bookmark) view = new View(bookmark, from.objects());
        follower = Thread.ofVirtual().name("sluice-config-" + settings.instance()).start(() -> follow(sink));
        reporter = Thread.ofVirtual().name("sluice-report-" + settings.instance()).start(this::reportAll);
    }

    /** Connects at once if it is pausing; otherwise the stream is as live as can be. */
    @Override
    public void reload() {
        wake.add(true);
    }

    @Override
    public void report(ObjectNode status) {
        report.set(status);
        reportDue.add(true);
    }

    @Override
    public void close() {
        synchronized (delivering) {
            closed = true;
        }
        if (follower != null) follower.interrupt();
        if (reporter != null) reporter.interrupt();
        client.close();
    }

    private void follow(SourceSink sink) {
        try {
            while (!closed) {
                String why = connection(sink);
                if (closed) return;
                Duration pause = backoff.next();
                LOG.warn("configuration stream of {}: {}; trying again in {} ms", settings.server(), why, pause.toMillis());
                wake.clear();
                wake.poll(pause.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    /** One connection, from its opening to its end. Answers why it ended. */
    private String connection(SourceSink sink) throws InterruptedException {
        view.connected();
        try {
            return switch (client.open(path())) {
                case ApiClient.Answer.Short refused -> refused(refused);
                case ApiClient.Answer.Stream stream -> {
                    try (LineStream lines = stream.lines()) {
                        yield read(lines, sink);
                    }
                }
            };
        } catch (ApiException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private String refused(ApiClient.Answer.Short answer) {
        if (answer.status() == 410) view.forgetPosition();
        String why = answer.body();
        try {
            why = json.readTree(answer.body()).path("message").asText(why);
        } catch (JsonProcessingException e) {
            // not a Status: said as it came
        }
        return "HTTP " + answer.status() + " " + why;
    }

    private String path() {
        Position.Bookmark from = view.position();
        if (from == null) return API + "/configuration?watch=1";
        return API + "/configuration?watch=1&storeId=" + URLEncoder.encode(from.storeId(), StandardCharsets.UTF_8) + "&configRevision="
                + from.configRevision()
                + "&runtimeRevision=" + from.runtimeRevision();
    }

    private String read(LineStream lines, SourceSink sink) throws ApiException, InterruptedException {
        for (LineStream.Line line = lines.next(settings.silence()); line != null; line = lines.next(settings.silence())) {
            if (line.length() == 0) continue;
            JsonNode event;
            try {
                event = json.readTree(line.array(), line.offset(), line.length());
            } catch (IOException e) {
                // The parser's message would quote the text, and the text may hold a Secret.
                return "a line that is not JSON";
            }
            switch (view.event(event)) {
                case Outcome.Collected collected -> {
                }
                case Outcome.Transaction transaction -> deliver(() -> sink.transaction(transaction.batch()));
                case Outcome.Confirmed confirmed -> deliver(() -> sink.confirmed(confirmed.position()));
                case Outcome.Relist relist -> {
                    view.forgetPosition();
                    return "asking for everything anew, because " + relist.why();
                }
                case Outcome.Failed failed -> {
                    return failed.why();
                }
            }
        }
        return "the server ended the stream";
    }

    private void deliver(Runnable delivery) {
        backoff.reset();
        synchronized (delivering) {
            if (!closed) delivery.run();
        }
    }

    private void reportAll() {
        try {
            while (!closed) {
                reportDue.take();
                reportDue.clear();
                ObjectNode status = report.getAndSet(null);
                if (status == null) continue;
                String problem = send(status);
                if (problem.isEmpty()) {
                    reportBackoff.reset();
                    continue;
                }
                report.compareAndSet(null, status);
                Duration pause = reportBackoff.next();
                LOG.warn("status of {} could not be reported: {}; trying again in {} ms", settings.instance(), problem, pause.toMillis());
                reportDue.poll(pause.toMillis(), TimeUnit.MILLISECONDS);
                reportDue.add(true);
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private String send(ObjectNode status) throws InterruptedException {
        try {
            ObjectNode patch = json.createObjectNode();
            patch.set("status", status);
            var answer = client.patch(
                    API + "/gatewayinstances/" + URLEncoder.encode(settings.instance(), StandardCharsets.UTF_8) + "/status",
                    Buffer.buffer(json.writeValueAsBytes(patch)));
            return answer.status() < 300 ? "" : "HTTP " + answer.status() + " " + answer.body();
        } catch (ApiException | JsonProcessingException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
