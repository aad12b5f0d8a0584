package dev.sluice.node;

import dev.sluice.rules.compile.ResourceSet;
import dev.sluice.rules.endpoints.DnsAnswers;
import dev.sluice.rules.endpoints.EndpointTable;
import dev.sluice.rules.snapshot.Snapshot;
import java.util.Set;

/** How endpoints come together. */
interface Endpoints {
    Set<String> namesToResolve(ResourceSet resources, Snapshot snapshot);

    EndpointTable assemble(ResourceSet resources, Snapshot snapshot, DnsAnswers answers);
}
