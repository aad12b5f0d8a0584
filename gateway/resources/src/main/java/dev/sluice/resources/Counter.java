package dev.sluice.resources;

/** Which revision counter of the admin API a kind belongs to. */
public enum Counter {
    /** Has history, rollback and staged rollout. */
    CONFIGURATION,
    /** Follows the running system: endpoints, secrets. */
    RUNTIME,
    /** About the fleet itself; in no node's watch. */
    FLEET
}
