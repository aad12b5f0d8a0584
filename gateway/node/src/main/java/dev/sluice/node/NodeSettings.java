package dev.sluice.node;

import dev.sluice.rules.compile.NodeView;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of a node decides.
 *
 * @param id name of the node, of its GatewayInstance and in its metrics
 * @param allowUnenforced serve what a stored but unenforced protection governs
 * @param stateFolder where the last state is kept; null keeps none
 * @param version of the program, for the status
 * @param dnsServers to ask for names; empty for the system's
 * @param dnsFailureInterval longest time between tries of a name that fails
 */
public record NodeSettings(String id, NodeView view, boolean allowUnenforced, @Nullable Path stateFolder, String version, List<InetSocketAddress> dnsServers, Duration dnsFailureInterval) {
    private static final Duration DNS_FAILURE_INTERVAL = Duration.ofSeconds(60);

    public NodeSettings {
        dnsServers = List.copyOf(dnsServers);
    }

    public NodeSettings(String id, NodeView view, boolean allowUnenforced, @Nullable Path stateFolder, String version) {
        this(id, view, allowUnenforced, stateFolder, version, List.of(), DNS_FAILURE_INTERVAL);
    }
}
