package dev.sluice.resources.check;

import dev.sluice.resources.WorkloadGroup;
import dev.sluice.resources.WorkloadGroup.HttpHeader;
import dev.sluice.resources.WorkloadGroup.Method;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** WorkloadGroup and its probe. */
final class WorkloadGroupChecks {
    private static final Pattern PROBE_HEADER = Pattern.compile("[-A-Za-z0-9]+");

    private WorkloadGroupChecks() {}

    static void check(Findings findings, WorkloadGroup group) {
        WorkloadGroup.Spec spec = group.spec();
        if (spec.metadata() != null) LabelChecks.labels(findings, "spec.metadata.labels", spec.metadata().labels());
        if (spec.template() != null) {
            WorkloadEntryChecks.unixSocket(findings, "spec.template", spec.template(), null, true);
            new TreeMap<>(spec.template().ports()).forEach((name, port) -> {
                PortChecks.name(findings, "spec.template.ports[" + name + "]", name);
                PortChecks.number(findings, "spec.template.ports[" + name + "]", port);
            });
        }
        if (spec.probe() != null) probe(findings, spec.probe().method());
    }

    private static void probe(Findings findings, @org.jspecify.annotations.Nullable Method method) {
        switch (method) {
            case Method.Http http -> {
                PortChecks.number(findings, "spec.probe.httpGet.port", http.httpGet().port());
                if (!Set.of("", "HTTP", "HTTPS").contains(http.httpGet().scheme())) {
                    findings.add(CheckCode.BAD_PROBE, "spec.probe.httpGet.scheme",
                            "'" + http.httpGet().scheme() + "' is not a scheme of probes", "HTTP or HTTPS, in capitals");
                }
                headers(findings, http.httpGet().httpHeaders());
            }
            case Method.Tcp tcp -> PortChecks.number(findings, "spec.probe.tcpSocket.port", tcp.tcpSocket().port());
            case Method.Command command -> {
                if (command.exec().command().isEmpty())
                    findings.add(CheckCode.BAD_PROBE, "spec.probe.exec.command", "the probe has no command");
            }
            case Method.GrpcHealth grpc ->
                findings.add(CheckCode.BAD_PROBE, "spec.probe.grpc", "Istio's validation refuses gRPC probes", "use httpGet or tcpSocket");
            case null ->
                findings.add(CheckCode.BAD_PROBE, "spec.probe", "the probe does not say how to probe", "write httpGet, tcpSocket or exec");
        }
    }

    private static void headers(Findings findings, List<HttpHeader> headers) {
        for (int i = 0; i < headers.size(); i++) {
            if (!PROBE_HEADER.matcher(headers.get(i).name()).matches()) {
                findings.add(CheckCode.BAD_HEADER_NAME, "spec.probe.httpGet.httpHeaders[" + i + "].name",
                        "'" + headers.get(i).name() + "' is not the name of a probe's header",
                        "letters, digits and '-'");
            }
        }
    }
}
