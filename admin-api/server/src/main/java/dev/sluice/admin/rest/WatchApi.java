package dev.sluice.admin.rest;

import dev.sluice.admin.answer.Answer;
import dev.sluice.admin.answer.Cause;
import dev.sluice.admin.answer.Failure;
import dev.sluice.admin.store.Store;
import dev.sluice.admin.table.Representation;
import dev.sluice.admin.watch.EventSink;
import dev.sluice.admin.watch.WatchOptions;
import dev.sluice.admin.watch.WatchStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/** Opens watches as their parameters say. */
final class WatchApi {
    private static final int MIN_LIFETIME_SECONDS = 1_800;

    private final Store store;
    private final InstantSource clock;
    private final RandomGenerator chance;

    WatchApi(Store store, InstantSource clock, RandomGenerator chance) {
        this.store = store;
        this.clock = clock;
        this.chance = chance;
    }

    Outcome watch(ApiRequest request, ResourcePath path) {
        // A client that tries a WebSocket first takes a complete answer as "not here" and comes again without.
        if (request.upgradesToWebSocket())
            return new Outcome.Whole(new Answer(200, Answer.JSON, new byte[0], java.util.Map.of(), java.util.List.of()));
        Representation representation = Negotiation.of(request, path, true);
        WatchStream stream = WatchStream.open(store, Parameters.query(request, path), options(request), representation, clock);
        return new Outcome.Streamed(new Outcome.Stream() {
            @Override
            public void run(EventSink sink) throws InterruptedException {
                stream.run(sink);
            }

            @Override
            public void close() {
                stream.close();
            }
        });
    }

    private WatchOptions options(ApiRequest request) {
        String initial = request.param("sendInitialEvents");
        String match = request.param("resourceVersionMatch");
        boolean told = !initial.isEmpty();
        if (told && !match.equals("NotOlderThan")) {
            throw Failure.invalidOptions("ListOptions.meta.k8s.io \"\"",
                    Cause.invalid("resourceVersionMatch",
                            "Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"))
                    .exception();
        }
        if (!told && !match.isEmpty()) {
            throw Failure.invalidOptions("ListOptions.meta.k8s.io \"\"",
                    Cause.invalid("resourceVersionMatch",
                            "Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"))
                    .exception();
        }
        OptionalLong revision = Parameters.revision(request.param("resourceVersion"));
        boolean any = revision.orElse(0) == 0;
        boolean wantsInitial = told ? request.flag("sendInitialEvents") : any;
        long seconds = Parameters.number(request, "timeoutSeconds");
        Duration lifetime = Duration.ofSeconds(seconds > 0 ? seconds : MIN_LIFETIME_SECONDS + chance.nextInt(MIN_LIFETIME_SECONDS));
        return new WatchOptions(any ? OptionalLong.empty() : revision, wantsInitial, told && wantsInitial,
                request.flag("allowWatchBookmarks"), lifetime);
    }
}
