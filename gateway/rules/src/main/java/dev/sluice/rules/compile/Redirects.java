package dev.sluice.rules.compile;

import com.google.re2j.Pattern;
import dev.sluice.resources.VirtualService.DerivePort;
import dev.sluice.resources.VirtualService.HttpRedirect;
import dev.sluice.resources.VirtualService.HttpRewrite;
import dev.sluice.resources.VirtualService.RedirectPort;
import dev.sluice.rules.model.Action;
import dev.sluice.rules.model.PathRewrite;
import dev.sluice.rules.model.Provenance;
import dev.sluice.rules.model.RouteMatch;
import dev.sluice.rules.model.TextMatch;
import dev.sluice.rules.model.Unenforced;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Redirects and rewrites (RX-39, RX-40). */
final class Redirects {
    private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);

    private Redirects() {}

    /** @param serverPort the Gateway's, which {@code FROM_REQUEST_PORT} means */
    static Action of(HttpRedirect in, RouteMatch match, int serverPort, boolean tls, Provenance place) {
        int status = in.redirectCode() == 0 ? 301 : in.redirectCode();
        if (!STATUSES.contains(status))
            return new Action.Refuse(new Unenforced("redirectCode " + status + " is none that a gateway answers", place));
        PathRewrite path = null;
        if (!in.prefixRewrite().isEmpty()) path = rewrite(in.prefixRewrite(), match);
        else if (!in.uri().isEmpty()) path = new PathRewrite.Full(in.uri(), in.uri().indexOf('?') >= 0);
        return new Action.Redirect(status, in.scheme().isEmpty() ? null : in.scheme(), in.authority().isEmpty() ? null : in.authority(),
                port(in, serverPort, tls),
                path);
    }

    /** A scheme's default port is never written. */
    private static int port(HttpRedirect in, int serverPort, boolean tls) {
        int port = switch (in.redirectPort()) {
            case null -> 0;
            case RedirectPort.Port it -> it.port();
            case RedirectPort.Derive it -> it.derivePort() == DerivePort.FROM_REQUEST_PORT ? serverPort : 0;
        };
        String scheme = !in.scheme().isEmpty() ? in.scheme() : tls ? "https" : "http";
        return port == 80 && scheme.equals("http") || port == 443 && scheme.equals("https") ? 0 : port;
    }

    static @Nullable PathRewrite rewrite(HttpRewrite in, RouteMatch match) {
        if (in.uriRegexRewrite() != null)
            return new PathRewrite.Regex(Pattern.compile(in.uriRegexRewrite().match()), in.uriRegexRewrite().rewrite());
        return in.uri().isEmpty() ? null : rewrite(in.uri(), match);
    }

    /** A matched prefix is replaced; whatever else matched is replaced whole. */
    private static PathRewrite rewrite(String uri, RouteMatch match) {
        return switch (match.path()) {
            case null -> new PathRewrite.Prefix(1, uri);
            case TextMatch.Prefix it -> new PathRewrite.Prefix(it.text().length(), uri);
            case TextMatch.PrefixIgnoreCase it -> new PathRewrite.Prefix(it.text().length(), uri);
            default -> new PathRewrite.Full(uri, false);
        };
    }
}
