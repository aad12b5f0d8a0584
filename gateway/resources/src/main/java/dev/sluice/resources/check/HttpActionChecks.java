package dev.sluice.resources.check;

import dev.sluice.resources.StringMatch;
import dev.sluice.resources.VirtualService.Body;
import dev.sluice.resources.VirtualService.DirectResponse;
import dev.sluice.resources.VirtualService.Headers;
import dev.sluice.resources.VirtualService.HttpMatch;
import dev.sluice.resources.VirtualService.HttpRedirect;
import dev.sluice.resources.VirtualService.HttpRewrite;
import dev.sluice.resources.VirtualService.RedirectPort;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a route does instead of, or before, forwarding: redirect, direct response, rewrite. */
final class HttpActionChecks {
    private static final int BODY_MOST = 1024 * 1024;
    private static final int BODY_LARGE = 100 * 1024;
    private static final Set<Integer> REDIRECT_CODES = Set.of(301, 302, 303, 307, 308);

    private HttpActionChecks() {}

    static void redirect(Findings findings, String field, @Nullable HttpRedirect redirect, List<HttpMatch> matches) {
        if (redirect == null) return;
        if (!redirect.uri().isEmpty() && !redirect.prefixRewrite().isEmpty()) {
            findings.add(CheckCode.REDIRECT_TWO_PATHS, field + ".prefixRewrite", "uri and prefixRewrite exclude each other",
                    "keep one of them");
        }
        if (!redirect.prefixRewrite().isEmpty()
                && matches.stream().anyMatch(match -> match.uri() != null && !(match.uri() instanceof StringMatch.Prefix))) {
            findings.add(CheckCode.REDIRECT_NEEDS_PREFIX, field + ".prefixRewrite", "prefixRewrite needs matches by uri.prefix",
                    "match by prefix, or write uri");
        }
        boolean empty = redirect.uri().isEmpty() && redirect.prefixRewrite().isEmpty() && redirect.authority().isEmpty()
                && redirect.redirectPort() == null
                && redirect.scheme().isEmpty();
        if (empty) {
            findings.add(CheckCode.REDIRECT_EMPTY, field, "the redirect leads back to the same URL",
                    "write at least one of uri, prefixRewrite, authority, port, derivePort and scheme");
        }
        code(findings, field + ".redirectCode", redirect.redirectCode());
        if (!redirect.scheme().isEmpty() && !redirect.scheme().equals("http") && !redirect.scheme().equals("https")) {
            findings.add(CheckCode.REDIRECT_SCHEME, field + ".scheme", "'" + redirect.scheme() + "' is not a scheme to redirect to",
                    "http or https, in lower case");
        }
        if (redirect.redirectPort() instanceof RedirectPort.Port port && port.port() > 0)
            PortChecks.number(findings, field + ".port", port.port());
    }

    private static void code(Findings findings, String field, int code) {
        if (code == 0 || REDIRECT_CODES.contains(code)) return;
        if (code < 300 || code > 399) {
            findings.add(CheckCode.REDIRECT_CODE, field, code + " is not the status of a redirect", "301, 302, 303, 307 or 308");
        } else {
            findings.add(CheckCode.UNSUPPORTED_REDIRECT_CODE, field, "no proxy redirects with " + code, "301, 302, 303, 307 or 308");
        }
    }

    static void directResponse(Findings findings, String field, @Nullable DirectResponse response) {
        if (response == null) return;
        FaultChecks.status(findings, CheckCode.DIRECT_STATUS, field + ".status", response.status());
        int size = switch (response.body()) {
            case Body.Text text -> text.string().getBytes(StandardCharsets.UTF_8).length;
            case Body.Bytes bytes -> bytes.bytes().length() / 4 * 3;
            case null -> 0;
        };
        if (size > BODY_MOST) {
            findings.add(CheckCode.BODY_TOO_LARGE, field + ".body",
                    "the body has " + size + " bytes, at most " + BODY_MOST + " are allowed", "serve it from a server");
        } else if (size > BODY_LARGE) {
            findings.add(CheckCode.BODY_LARGE, field + ".body",
                    "the body has " + size + " bytes and is sent to every node with the configuration", "serve it from a server");
        }
    }

    static void rewrite(Findings findings, String field, @Nullable HttpRewrite rewrite) {
        if (rewrite == null) return;
        if (!rewrite.uri().isEmpty() && rewrite.uriRegexRewrite() != null) {
            findings.add(CheckCode.REWRITE_TWO_PATHS, field + ".uriRegexRewrite", "uri and uriRegexRewrite exclude each other",
                    "keep one of them");
        }
        if (rewrite.uri().isEmpty() && rewrite.uriRegexRewrite() == null && rewrite.authority().isEmpty()) {
            findings.add(CheckCode.REWRITE_EMPTY, field, "the rewrite changes nothing", "write uri, uriRegexRewrite or authority");
        }
        if (rewrite.uriRegexRewrite() == null) return;
        if (rewrite.uriRegexRewrite().match().isEmpty() || rewrite.uriRegexRewrite().rewrite().isEmpty()) {
            findings.add(CheckCode.REWRITE_EMPTY, field + ".uriRegexRewrite", "match and rewrite are both needed",
                    "to strip a part, capture the rest and rewrite to \\1");
        } else {
            Expressions.regex(findings, field + ".uriRegexRewrite.match", rewrite.uriRegexRewrite().match());
        }
    }

    /** The host may be changed in one place only. */
    static void authority(Findings findings, String field, @Nullable HttpRewrite rewrite, @Nullable Headers headers) {
        var places = new ArrayList<String>();
        if (rewrite != null && !rewrite.authority().isEmpty()) places.add(field + ".rewrite.authority");
        if (headers != null && headers.request() != null) {
            new TreeSet<>(headers.request().set().keySet()).stream().filter(HeaderChecks::isAuthority)
                    .forEach(name -> places.add(field + ".headers.request.set[" + name + "]"));
            new TreeSet<>(headers.request().add().keySet()).stream().filter(HeaderChecks::isAuthority)
                    .forEach(name -> places.add(field + ".headers.request.add[" + name + "]"));
        }
        for (String place : places.subList(Math.min(1, places.size()), places.size())) {
            findings.add(CheckCode.AUTHORITY_TWICE, place, "the host is already changed by " + places.getFirst(), "keep one of them");
        }
    }
}
