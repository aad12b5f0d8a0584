package dev.sluice.resources.check;

import java.net.Inet6Address;
import java.util.regex.Pattern;

/** Literal addresses. Nothing here asks a name service. */
final class Addresses {
    static final String UNIX = "unix://";
    private static final Pattern IPV4 = Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]+(?:%[^%]+)?");
    private static final Pattern BITS = Pattern.compile("0|[1-9][0-9]{0,2}");

    private Addresses() {}

    static boolean isIp(String text) {
        return isIpv4(text) || isIpv6(text);
    }

    private static boolean isIpv4(String text) {
        return IPV4.matcher(text).matches();
    }

    private static boolean isIpv6(String text) {
        if (text.indexOf(':') < 0 || !IPV6.matcher(text).matches()) return false;
        int zone = text.indexOf('%');
        try {
            Inet6Address.ofLiteral(zone < 0 ? text : text.substring(0, zone));
            return true;
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }

    /** An address with a number of bits. */
    static boolean isCidr(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !BITS.matcher(text.substring(slash + 1)).matches()) return false;
        String address = text.substring(0, slash);
        int bits = Integer.parseInt(text.substring(slash + 1));
        return (isIpv4(address) && bits <= 32) || (isIpv6(address) && address.indexOf('%') < 0 && bits <= 128);
    }

    static boolean isIpOrCidr(String text) {
        return text.indexOf('/') >= 0 ? isCidr(text) : isIp(text);
    }

    /** What is wrong with the address of a UNIX socket (without its scheme), or an empty text. */
    static String unixFault(String path) {
        if (path.isEmpty()) return "the socket has no path";
        if (path.startsWith("@")) return "";
        return path.startsWith("/") && !path.endsWith("/") ? "" : "'" + path + "' is not the absolute path of a file";
    }

    static boolean isPort(int port) {
        return port >= 1 && port <= 65_535;
    }
}
