package dev.sluice.admin.rest;

import dev.sluice.admin.answer.Answer;
import dev.sluice.admin.watch.EventSink;

/** What a request comes to. */
sealed interface Outcome {
    /** One answer, whole. */
    record Whole(Answer answer) implements Outcome {}

    /** A stream of JSON lines. */
    record Streamed(Stream stream) implements Outcome {}

    /** Opened; runs once on a virtual thread, and is closed when either end has had enough. */
    interface Stream extends AutoCloseable {
        void run(EventSink sink) throws InterruptedException;

        @Override
        void close();
    }
}
