package dev.sluice.rules.explain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway would do with a request, and why.
 *
 * @param status what the gateway answers itself; null if the request is forwarded (the upstream's status is the answer) or the connection is refused or closed
 * @param listener empty if none listens on the port
 * @param host the pattern of the virtual host; empty if none has the name
 * @param route where it is written, {@code VirtualService default/shop spec.http[0].match[1]}; empty if none matched
 * @param destination cluster, Location or {@code direct response}; empty if there is none
 * @param flag Envoy's response flag; empty if all is well
 * @param steps how it came to that, in order
 */
public record Explanation(@Nullable Integer status, String listener, String host, String route, String destination, String flag, List<Step> steps) {
    public Explanation {
        steps = List.copyOf(steps);
    }
}
