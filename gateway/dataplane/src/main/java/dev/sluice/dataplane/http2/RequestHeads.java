package dev.sluice.dataplane.http2;

import dev.sluice.dataplane.http.Authority;
import dev.sluice.dataplane.http.RequestHead;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Header block to request head, by RFC 9113 section 8.3.1: strict, since what is let pass here is written as HTTP/1.1 elsewhere. */
final class RequestHeads {
    private RequestHeads() {}

    /** What a block turns out to be. */
    sealed interface Reading {
        record Head(RequestHead head) implements Reading {}

        /** Malformed (RFC 9113 section 8.1.1): the stream is reset with PROTOCOL_ERROR. */
        record Malformed(String what) implements Reading {}

        /** Well formed and not wanted: answered. */
        record Refused(int status, String what) implements Reading {}
    }

    /** @param scheme of the connection; what the client claims may not differ in a way that changes routing, so that it is only checked for its form */
    static Reading read(HeaderBlock block, String scheme, int maxTargetBytes) {
        if (block.tooMany()) return new Reading.Refused(431, "more fields than allowed");
        String fault = block.fault();
        if (fault != null) return new Reading.Malformed(fault);
        AsciiString method = block.pseudoMethod();
        if (method == null || block.statusCode() >= 0) return new Reading.Malformed("no :method, or :status");
        for (int i = 0; i < method.length(); i++) {
            if (!Token.is(method.byteAt(i))) return new Reading.Malformed(":method that is no token");
        }
        if (method.isEmpty()) return new Reading.Malformed("an empty :method");
        if (HeaderBlock.is(method, "CONNECT")) return connect(block);
        return ordinary(block, method.toString(), scheme, maxTargetBytes);
    }

    /** Tunnels are not offered here, as on Istio's gateways (RX-86): neither plain ones nor those of RFC 8441, whose setting we do not send. */
    private static Reading connect(HeaderBlock block) {
        if (block.pseudoProtocol() != null) return new Reading.Malformed(":protocol, which was not offered");
        if (block.pseudoScheme() != null || block.pseudoPath() != null || block.pseudoAuthority() == null) {
            return new Reading.Malformed("CONNECT with other pseudo-headers than :authority");
        }
        return new Reading.Refused(405, "CONNECT");
    }

    private static Reading ordinary(HeaderBlock block, String method, String scheme, int maxTargetBytes) {
        AsciiString claimed = block.pseudoScheme();
        AsciiString path = block.pseudoPath();
        if (claimed == null || path == null || block.pseudoProtocol() != null)
            return new Reading.Malformed("no :scheme or :path, or :protocol");
        if (!HeaderBlock.is(claimed, "http") && !HeaderBlock.is(claimed, "https"))
            return new Reading.Malformed(":scheme that is neither http nor https");
        if (path.length() > maxTargetBytes) return new Reading.Refused(414, "a :path beyond " + maxTargetBytes + " bytes");
        String badTarget = badTarget(path, method);
        if (badTarget != null) return new Reading.Malformed(badTarget);
        AsciiString authority = block.pseudoAuthority();
        AsciiString host = block.host();
        if (authority == null && host == null) return new Reading.Refused(400, "neither :authority nor host");
        AsciiString named = authority == null ? host : authority;
        if (named == null || !Authority.isValid(named)) return new Reading.Refused(400, ":authority or host that is none");
        if (host != null && !host.contentEqualsIgnoreCase(named)) return new Reading.Refused(400, ":authority and host differ");
        return new Reading.Head(new RequestHead(method, scheme, named.toString(), text(path), block.fields(), block.contentLength(),
                block.trailersWanted(), ""));
    }

    private static @Nullable String badTarget(AsciiString path, String method) {
        if (path.isEmpty()) return "an empty :path";
        if (HeaderBlock.is(path, "*")) return method.equals("OPTIONS") ? null : ":path * without OPTIONS";
        if (path.byteAt(0) != '/') return ":path that does not begin with a slash";
        for (int i = 0; i < path.length(); i++) {
            byte one = path.byteAt(i);
            if (one <= ' ' || one == 0x7f || one == '#') return ":path with a byte outside visible ASCII, or a fragment";
        }
        return null;
    }

    private static String text(AsciiString bytes) {
        return new String(bytes.array(), bytes.arrayOffset(), bytes.length(), StandardCharsets.UTF_8);
    }
}
