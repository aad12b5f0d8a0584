package dev.sluice.dataplane.exchange;

import dev.sluice.dataplane.http.TurnClock;
import io.netty.channel.EventLoop;
import java.time.Instant;
import java.time.InstantSource;

/** The wall clock of an event loop, read once in a turn of it: requests of one turn begin at the same time. On that loop only. */
final class TurnInstants implements InstantSource {
    private final EventLoop loop;
    private final InstantSource wall;
    private long turn;
    private Instant instant = Instant.MIN;

    TurnInstants(EventLoop loop, InstantSource wall) {
        this.loop = loop;
        this.wall = wall;
    }

    @Override
    public Instant instant() {
        long now = TurnClock.of(loop).nanos();
        if (now != turn || instant.equals(Instant.MIN)) {
            turn = now;
            instant = wall.instant();
        }
        return instant;
    }
}
