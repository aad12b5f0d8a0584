package dev.sluice.rules.compile;

import dev.sluice.resources.Metadata;
import java.util.Locale;
import java.util.regex.Pattern;

/** How names in Istio's fields are meant. */
final class Names {
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final String MESH = "mesh";

    private Names() {}

    /** A host without a dot is a Service of the object's own namespace (RX-26). Lower case: host names compare so. */
    static String host(String host, Metadata from) {
        String lower = host.toLowerCase(Locale.ROOT);
        boolean shortName = !lower.isEmpty() && !lower.startsWith("*") && lower.indexOf('.') < 0 && !isAddress(lower);
        return shortName ? lower + "." + from.namespace() + ".svc.cluster.local" : lower;
    }

    static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || IPV4.matcher(host).matches();
    }

    /** {@code namespace/name}, whatever form it was written in (RX-19); {@code mesh} stays. */
    static String gateway(String name, Metadata from) {
        if (name.equals(MESH) || name.indexOf('/') >= 0) return name.startsWith("./") ? from.namespace() + name.substring(1) : name;
        int dot = name.indexOf('.');
        if (dot < 0) return from.namespace() + "/" + name;
        String[] labels = name.split("\\.", -1);
        return labels[1] + "/" + labels[0];
    }
}
