package dev.sluice.rules.model;

/**
 * One rule of a virtual host. Its place in the host's list is its precedence: the first that matches wins.
 *
 * @param name for the access log; may be empty
 */
public record Route(String name, RouteMatch match, Action action, RoutePolicy policy, Provenance from) {}
