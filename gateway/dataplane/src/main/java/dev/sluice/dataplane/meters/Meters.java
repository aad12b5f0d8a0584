package dev.sluice.dataplane.meters;

/** Hands out the counts of one node. Look up once per listener or cluster and keep what is given. Any thread. */
public interface Meters {
    /** @param name of the compiled listener */
    ListenerMeters listener(String name);

    /** @param name of the compiled cluster */
    ClusterMeters cluster(String name);

    /** Counts that nobody gathers. */
    static Meters none() {
        return new Meters() {
            @Override
            public ListenerMeters listener(String name) {
                return new ListenerMeters();
            }

            @Override
            public ClusterMeters cluster(String name) {
                return new ClusterMeters();
            }
        };
    }
}
