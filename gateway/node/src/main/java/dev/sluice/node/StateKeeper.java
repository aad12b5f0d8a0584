package dev.sluice.node;

import dev.sluice.node.source.Position;
import dev.sluice.node.state.LastState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Saves what a node holds on a thread of its own, the newest only, and the less often the longer it takes, so that a large configuration that changes
 * often does not keep the disk busy.
 */
final class StateKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StateKeeper.class);
    private static final long PAUSE_PER_SAVE = 10;
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    private final LastState file;
    private final InstantSource clock;
    private final BlockingQueue<Object> due = new LinkedBlockingQueue<>();
    private final Thread saver;

    private record Stop() {}

    StateKeeper(Path folder, InstantSource clock) {
        this.file = new LastState(folder);
        this.clock = clock;
        this.saver = Thread.ofVirtual().name("sluice-state").start(this::saveAll);
    }

    LastState.Loaded load() {
        return file.load();
    }

    /** Returns at once. */
    void save(Position position, Collection<Holdings.Held> holdings) {
        var entries = new ArrayList<LastState.Entry>(holdings.size());
        for (Holdings.Held held : holdings) {
            if (held.newest() != null) entries.add(new LastState.Entry(held.newest(), held.good()));
        }
        due.add(new LastState.Saved(position, entries));
    }

    private void saveAll() {
        try {
            while (true) {
                var items = new ArrayList<Object>(List.of(due.take()));
                due.drainTo(items);
                boolean stop = items.removeIf(Stop.class::isInstance);
                long took = items.isEmpty() ? 0 : write((LastState.Saved) items.getLast());
                if (stop) return;
                if (took > 0) Thread.sleep(took * PAUSE_PER_SAVE);
            }
        } catch (InterruptedException e) {
            // nobody interrupts it
        }
    }

    /** @return milliseconds it took */
    private long write(LastState.Saved state) {
        long began = clock.millis();
        try {
            file.save(state);
        } catch (IOException e) {
            LOG.error("the last state could not be saved; a restart without the control plane would begin with an older one: {}",
                    e.toString());
        }
        return Math.max(0, clock.millis() - began);
    }

    /** Saves what is due. */
    @Override
    public void close() {
        due.add(new Stop());
        try {
            if (!saver.join(CLOSE_WITHIN)) LOG.warn("the last state was still being saved at the end");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
