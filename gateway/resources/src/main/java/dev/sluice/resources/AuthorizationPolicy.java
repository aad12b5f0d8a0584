package dev.sluice.resources;

import dev.sluice.resources.schema.Doc;
import dev.sluice.resources.schema.Items;
import dev.sluice.resources.schema.Length;
import dev.sluice.resources.schema.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code security.istio.io AuthorizationPolicy}: who may do what. */
@Doc("Who may do what. CUSTOM is asked first, then DENY, then ALLOW; once an ALLOW policy holds for a workload, what none of them allows is refused.")
public record AuthorizationPolicy(Metadata metadata, Spec spec) implements Resource {
    @Override
    public Kind kind() {
        return Kind.AUTHORIZATION_POLICY;
    }

    /** @param rules empty: ALLOW matches nothing, so that everything is refused (RX-100) */
    public record Spec(@Doc("Workloads it holds for; none means the namespace, in the root namespace the mesh.") @Nullable WorkloadSelector selector, @Doc("What it is attached to, instead of a selector.") @Nullable PolicyTargetRef targetRef, @Doc("What it is attached to, instead of a selector.") @Items(max = 16) List<PolicyTargetRef> targetRefs, @Doc("Any of them must match; one without content matches everything. ALLOW without rules refuses everything.") @Items(max = 512) List<Rule> rules, @Doc("What happens to a request that matches. Default: ALLOW.") Action action, @Doc("Who decides, for CUSTOM alone.") @Nullable Provider provider) {
        public Spec {
            targetRefs = List.copyOf(targetRefs);
            rules = List.copyOf(rules);
        }
    }

    public enum Action {
        ALLOW, DENY, AUDIT, CUSTOM
    }

    public record Provider(@Doc("Name of an extension provider of the mesh configuration.") String name) {}

    public record Rule(@Doc("Who asks; any of them. None means everybody.") @Items(min = 1, max = 512) List<From> from, @Doc("What is asked; any of them. None means everything.") @Items(min = 1) List<To> to, @Doc("Further conditions; all of them.") List<Condition> when) {
        public Rule {
            from = List.copyOf(from);
            to = List.copyOf(to);
            when = List.copyOf(when);
        }
    }

    public record From(@Doc("All of its fields must match.") @Nullable Source source) {}

    /** Texts are exact, {@code prefix*}, {@code *suffix} or {@code *}. */
    public record Source(@Doc("Identities of peers, as trust-domain/ns/NAMESPACE/sa/ACCOUNT.") List<String> principals, @Doc("None of these principals.") List<String> notPrincipals, @Doc("Identities of tokens, as issuer/subject.") List<String> requestPrincipals, @Doc("None of these requestPrincipals.") List<String> notRequestPrincipals, @Doc("Namespaces of peers.") List<String> namespaces, @Doc("None of these namespaces.") List<String> notNamespaces, @Doc("Addresses and CIDR blocks of the connection.") List<String> ipBlocks, @Doc("None of these ipBlocks.") List<String> notIpBlocks, @Doc("Addresses and CIDR blocks of the client, as trusted proxies tell it.") List<String> remoteIpBlocks, @Doc("None of these remoteIpBlocks.") List<String> notRemoteIpBlocks, @Doc("Service accounts of peers, as NAMESPACE/ACCOUNT or ACCOUNT.") @Items(max = 16) List<@Length(max = 320) String> serviceAccounts, @Doc("None of these serviceAccounts.") @Items(max = 16) List<@Length(max = 320) String> notServiceAccounts, @Doc("Trust domains of peers.") List<String> trustDomains, @Doc("None of these trustDomains.") List<String> notTrustDomains) {
        public Source {
            principals = List.copyOf(principals);
            notPrincipals = List.copyOf(notPrincipals);
            requestPrincipals = List.copyOf(requestPrincipals);
            notRequestPrincipals = List.copyOf(notRequestPrincipals);
            namespaces = List.copyOf(namespaces);
            notNamespaces = List.copyOf(notNamespaces);
            ipBlocks = List.copyOf(ipBlocks);
            notIpBlocks = List.copyOf(notIpBlocks);
            remoteIpBlocks = List.copyOf(remoteIpBlocks);
            notRemoteIpBlocks = List.copyOf(notRemoteIpBlocks);
            serviceAccounts = List.copyOf(serviceAccounts);
            notServiceAccounts = List.copyOf(notServiceAccounts);
            trustDomains = List.copyOf(trustDomains);
            notTrustDomains = List.copyOf(notTrustDomains);
        }
    }

    public record To(@Doc("All of its fields must match.") @Nullable Operation operation) {}

    /** Texts are exact, {@code prefix*}, {@code *suffix} or {@code *}. */
    public record Operation(@Doc("Hosts, without regard to case.") List<String> hosts, @Doc("None of these hosts.") List<String> notHosts, @Doc("Ports of the listener.") List<String> ports, @Doc("None of these ports.") List<String> notPorts, @Doc("Methods.") List<String> methods, @Doc("None of these methods.") List<String> notMethods, @Doc("Paths after normalisation, without the query: exact, prefix*, *suffix, * or a template with {*} and {**}.") List<String> paths, @Doc("None of these paths.") List<String> notPaths) {
        public Operation {
            hosts = List.copyOf(hosts);
            notHosts = List.copyOf(notHosts);
            ports = List.copyOf(ports);
            notPorts = List.copyOf(notPorts);
            methods = List.copyOf(methods);
            notMethods = List.copyOf(notMethods);
            paths = List.copyOf(paths);
            notPaths = List.copyOf(notPaths);
        }
    }

    public record Condition(@Doc("Attribute, as request.headers[name] or source.ip.") @Required String key, @Doc("One of them.") List<String> values, @Doc("None of them.") List<String> notValues) {
        public Condition {
            values = List.copyOf(values);
            notValues = List.copyOf(notValues);
        }
    }
}
