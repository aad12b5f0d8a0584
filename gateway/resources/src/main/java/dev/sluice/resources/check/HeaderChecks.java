package dev.sluice.resources.check;

import dev.sluice.resources.VirtualService.HeaderOperations;
import dev.sluice.resources.VirtualService.Headers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names and values of headers (RFC 9110 section 5), and the operations on them. */
final class HeaderChecks {
    /** RFC 9110 section 5.6.2: token. */
    static final Pattern TOKEN = Pattern.compile("[!#$%&'*+\\-.^_`|~A-Za-z0-9]+");
    private static final Pattern VALUE = Pattern.compile("[^\\x00-\\x08\\x0A-\\x1F\\x7F]*");
    private static final Set<String> PSEUDO = Set.of(":method", ":scheme", ":authority", ":path", ":status");
    private static final String CLAIM = "@request.auth.claims";

    private HeaderChecks() {}

    static boolean isClaim(String name) {
        if (!name.startsWith(CLAIM) || name.length() <= CLAIM.length() + 1) return false;
        char next = name.charAt(CLAIM.length());
        return next == '.' || (next == '[' && name.endsWith("]") && name.length() > CLAIM.length() + 2);
    }

    static boolean isAuthority(String name) {
        return name.equalsIgnoreCase(":authority") || name.equalsIgnoreCase("host");
    }

    /** The name of a header to be matched. */
    static void matched(Findings findings, String field, String name) {
        if (isClaim(name) || PSEUDO.contains(name)) return;
        if (!TOKEN.matcher(name).matches()) findings.add(CheckCode.BAD_HEADER_NAME, field, "'" + name + "' is not the name of a header");
    }

    static void operations(Findings findings, String field, @Nullable Headers headers) {
        if (headers == null) return;
        if (headers.request() != null) side(findings, field + ".request", headers.request(), true);
        if (headers.response() != null) side(findings, field + ".response", headers.response(), false);
    }

    private static void side(Findings findings, String field, HeaderOperations operations, boolean authorityToo) {
        written(findings, field + ".set", operations.set(), authorityToo);
        written(findings, field + ".add", operations.add(), authorityToo);
        List<String> remove = operations.remove();
        for (int i = 0; i < remove.size(); i++) changed(findings, field + ".remove[" + i + "]", remove.get(i), false);
    }

    private static void written(Findings findings, String field, Map<String, String> headers, boolean authorityToo) {
        new TreeMap<>(headers).forEach((name, value) -> {
            String here = field + "[" + name + "]";
            changed(findings, here, name, authorityToo);
            String fault = VALUE.matcher(value).matches() ? HeaderValue.fault(value) : "the value holds a control character";
            if (!fault.isEmpty()) findings.add(CheckCode.BAD_HEADER_VALUE, here, fault, "a literal percent sign is written %%");
        });
    }

    private static void changed(Findings findings, String field, String name, boolean authorityToo) {
        if (name.isEmpty()) {
            findings.add(CheckCode.BAD_HEADER_NAME, field, "the name of the header is empty");
        } else if ((name.startsWith(":") || name.equalsIgnoreCase("host")) && !(authorityToo && isAuthority(name))) {
            findings.add(CheckCode.BAD_HEADER_NAME, field, "'" + name + "' cannot be changed here",
                    isAuthority(name)
                            ? "the host of requests is changed by rewrite.authority or headers.request.set"
                            : "pseudo-headers cannot be changed");
        } else if (!name.startsWith(":") && !TOKEN.matcher(name).matches()) {
            findings.add(CheckCode.BAD_HEADER_NAME, field, "'" + name + "' is not the name of a header",
                    "letters, digits and any of !#$%&'*+-.^_`|~");
        }
    }
}
