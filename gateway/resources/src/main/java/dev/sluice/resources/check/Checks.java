package dev.sluice.resources.check;

import dev.sluice.resources.AuthorizationPolicy;
import dev.sluice.resources.ConfigMap;
import dev.sluice.resources.DestinationRule;
import dev.sluice.resources.Diagnostic;
import dev.sluice.resources.EndpointSlice;
import dev.sluice.resources.Gateway;
import dev.sluice.resources.GatewayInstance;
import dev.sluice.resources.ListenerPolicy;
import dev.sluice.resources.MeshConfig;
import dev.sluice.resources.Namespace;
import dev.sluice.resources.PeerAuthentication;
import dev.sluice.resources.ProxyConfig;
import dev.sluice.resources.RequestAuthentication;
import dev.sluice.resources.Resource;
import dev.sluice.resources.Secret;
import dev.sluice.resources.Service;
import dev.sluice.resources.ServiceEntry;
import dev.sluice.resources.Sidecar;
import dev.sluice.resources.Telemetry;
import dev.sluice.resources.VirtualService;
import dev.sluice.resources.WorkloadEntry;
import dev.sluice.resources.WorkloadGroup;
import java.util.List;

/** Checks one resource by itself, without looking at others. Pure. */
public final class Checks {
    private Checks() {}

    /** All findings, errors and warnings, in the order of the resource's fields as far as that is sensible. Their places are not known here. */
    public static List<Diagnostic> check(Resource resource) {
        var findings = new Findings(resource.ref());
        AnnotationChecks.check(findings, resource);
        switch (resource) {
            case Gateway gateway -> GatewayChecks.check(findings, gateway);
            case VirtualService service -> VirtualServiceChecks.check(findings, service);
            case DestinationRule rule -> DestinationRuleChecks.check(findings, rule);
            case ServiceEntry entry -> ServiceEntryChecks.check(findings, entry);
            case WorkloadEntry entry -> WorkloadEntryChecks.check(findings, entry);
            case WorkloadGroup group -> WorkloadGroupChecks.check(findings, group);
            case Sidecar sidecar -> SidecarChecks.check(findings, sidecar);
            case PeerAuthentication authentication -> PeerAuthenticationChecks.check(findings, authentication);
            case RequestAuthentication authentication -> RequestAuthenticationChecks.check(findings, authentication);
            case AuthorizationPolicy policy -> AuthorizationPolicyChecks.check(findings, policy);
            case Telemetry telemetry -> TelemetryChecks.check(findings, telemetry);
            case ProxyConfig config -> LabelChecks.selector(findings, "spec.selector", config.spec().selector());
            case MeshConfig mesh -> MeshConfigChecks.check(findings, mesh);
            case ListenerPolicy policy -> ListenerPolicyChecks.check(findings, policy);
            case GatewayInstance instance -> GatewayInstanceChecks.check(findings, instance);
            // Kubernetes' own kinds are Kubernetes' to check; what routing needs of them is seen where they are used.
            case Namespace namespace -> {
            }
            case Secret secret -> {
            }
            case ConfigMap map -> {
            }
            case Service service -> {
            }
            case EndpointSlice slice -> {
            }
        }
        return findings.all();
    }
}
