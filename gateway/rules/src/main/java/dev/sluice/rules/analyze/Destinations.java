package dev.sluice.rules.analyze;

import dev.sluice.resources.Diagnostic;
import dev.sluice.rules.model.Provenance;
import java.util.Collection;
import java.util.TreeSet;

/** SL2003, SL2004, SL2009, SL2010: destinations that lead nowhere. */
public final class Destinations {
    private Destinations() {}

    /** @param known hosts of services that the node sees */
    public static Diagnostic unknownHost(Provenance place, String host, Collection<String> known) {
        String first = host.indexOf('.') < 0 ? host : host.substring(0, host.indexOf('.'));
        var alike = new TreeSet<String>();
        for (String one : known) if (one.startsWith(first + ".") || one.equals(first)) alike.add(one);
        return AnalysisCode.UNKNOWN_DESTINATION.at(place,
                "host '" + host + "' is no Service and no ServiceEntry that this node sees: 503 NC",
                alike.isEmpty() ? "add a ServiceEntry for '" + host + "', or correct the name" : "known: " + String.join(", ", alike));
    }

    /** @param known subsets of the rules in force */
    public static Diagnostic unknownSubset(Provenance place, String host, String subset, Collection<String> known) {
        return AnalysisCode.UNKNOWN_SUBSET.at(place,
                "subset '" + subset + "' of '" + host + "' is not defined by the DestinationRule in force: 503 NC",
                known.isEmpty()
                        ? "add a DestinationRule for '" + host + "' with that subset"
                        : "known subsets: " + String.join(", ", new TreeSet<>(known)));
    }

    /** @param given the route names the port itself, or there is only one */
    public static Diagnostic unknownPort(Provenance place, String host, int port, boolean given, Collection<Integer> known) {
        String ports = "ports of '" + host + "': " + String.join(", ", new TreeSet<>(known).stream().map(String::valueOf).toList());
        return given
                ? AnalysisCode.UNKNOWN_PORT.at(place, "'" + host + "' has no port " + port + ": 503 NC", ports)
                : AnalysisCode.PORT_NEEDED.at(place, "'" + host + "' has several ports and none is the Gateway's " + port + ": 503 NC",
                        "give port.number; " + ports);
    }
}
