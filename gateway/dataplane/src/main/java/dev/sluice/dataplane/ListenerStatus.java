package dev.sluice.dataplane;

/**
 * How a listener of the current snapshot fares.
 *
 * @param problem empty if it is bound and whole; else what is wrong in words (port taken, Secret missing for a host)
 */
public record ListenerStatus(String listener, int boundPort, boolean bound, String problem) {}
