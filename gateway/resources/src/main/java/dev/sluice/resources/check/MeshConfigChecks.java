package dev.sluice.resources.check;

import dev.sluice.resources.MeshConfig;
import java.util.List;

/** MeshConfig. */
final class MeshConfigChecks {
    private MeshConfigChecks() {}

    static void check(Findings findings, MeshConfig mesh) {
        if (!mesh.metadata().name().equals(MeshConfig.NAME)) {
            findings.add(CheckCode.MESH_NAME, "metadata.name", "there is one MeshConfig, named '" + MeshConfig.NAME + "'",
                    "name it " + MeshConfig.NAME);
        }
        MeshConfig.Spec spec = mesh.spec();
        if (!spec.rootNamespace().isEmpty() && !Names.isLabel(spec.rootNamespace())) {
            findings.add(CheckCode.BAD_NAMESPACE, "spec.rootNamespace", "'" + spec.rootNamespace() + "' is not a namespace");
        }
        if (!spec.trustDomain().isEmpty()) trustDomain(findings, "spec.trustDomain", spec.trustDomain());
        for (int i = 0; i < spec.trustDomainAliases().size(); i++)
            trustDomain(findings, "spec.trustDomainAliases[" + i + "]", spec.trustDomainAliases().get(i));
        RetryChecks.check(findings, "spec.defaultHttpRetryPolicy", spec.defaultHttpRetryPolicy());
        exports(findings, "spec.defaultServiceExportTo", spec.defaultServiceExportTo());
        exports(findings, "spec.defaultVirtualServiceExportTo", spec.defaultVirtualServiceExportTo());
        exports(findings, "spec.defaultDestinationRuleExportTo", spec.defaultDestinationRuleExportTo());
        LocalityChecks.locality(findings, "spec.localityLbSetting", spec.localityLbSetting(), true);
    }

    private static void trustDomain(Findings findings, String field, String domain) {
        String fault = Names.domain(domain);
        if (!fault.isEmpty())
            findings.add(CheckCode.BAD_TRUST_DOMAIN, field, "'" + domain + "' is not a trust domain", "a DNS name, such as cluster.local");
    }

    /** A default holds for every namespace, so that none is its own. */
    private static void exports(Findings findings, String field, List<String> exportTo) {
        Exports.check(findings, field, "", exportTo, true);
    }
}
