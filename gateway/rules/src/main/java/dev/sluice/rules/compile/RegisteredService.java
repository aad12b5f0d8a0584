package dev.sluice.rules.compile;

import dev.sluice.resources.ObjectRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A service that routes may lead to: one host of a ServiceEntry, or a Kubernetes Service. Those of one host and namespace are one service (RX-92).
 *
 * @param from the objects it is made of, the oldest first
 */
record RegisteredService(String host, String namespace, List<Port> ports, List<ObjectRef> from) {
    RegisteredService {
        ports = List.copyOf(ports);
        from = List.copyOf(from);
    }

    /** @param protocol upper case; empty if it is not told */
    record Port(int number, String name, String protocol) {}

    @Nullable
    Port port(int number) {
        for (Port port : ports) if (port.number() == number) return port;
        return null;
    }
}
