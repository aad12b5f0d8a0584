package dev.sluice.rules.snapshot;

/** Finds the first matching route of a virtual host. To be filled by the indexer. */
public final class RouteIndex {}
