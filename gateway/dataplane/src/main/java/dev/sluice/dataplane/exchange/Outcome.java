package dev.sluice.dataplane.exchange;

/** What a policy says to a request. Only answers are made anew. */
sealed interface Outcome {
    Outcome CONTINUE = new Continue();
    Outcome SUSPEND = new Suspend();

    record Continue() implements Outcome {}

    /** The policy calls {@link Exchange#resume} or {@link Exchange#answer} later, unless the exchange ends before. */
    record Suspend() implements Outcome {}

    record Respond(Answer answer) implements Outcome {}
}
