package dev.sluice.dataplane.http2;

import dev.sluice.dataplane.http.Headers;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decoded header block on its way in. Fields go straight into our own array as HPACK yields them, checked by RFC 9113 section 8.2; faults are noted and not
 * thrown, so that the decoder's state and the stream's stay in step and the fault can be answered. What lies beyond the count is dropped as it comes: one byte
 * on the wire must not cost hundreds here.
 */
final class HeaderBlock extends DefaultHttp2Headers {
    private static final long MAX_CONTENT_LENGTH_DIGITS = 18;
    private static final AsciiString COOKIE = AsciiString.cached("cookie");

    private final int maxFields;
    private final Headers fields = new Headers();
    private int count;
    private @Nullable String fault;
    private boolean tooMany;

    private @Nullable AsciiString method;
    private @Nullable AsciiString scheme;
    private @Nullable AsciiString authority;
    private @Nullable AsciiString path;
    private @Nullable AsciiString protocol;
    private @Nullable AsciiString status;
    private @Nullable AsciiString host;
    private byte @Nullable [] cookie;
    private long contentLength = -1;
    private boolean trailersWanted;

    HeaderBlock(int maxFields) {
        super(false, false, 2);
        this.maxFields = maxFields;
    }

    @Override
    public Http2Headers add(CharSequence name, CharSequence value) {
        if (++count > maxFields) {
            tooMany = true;
            return this;
        }
        if (fault == null) fault = take(AsciiString.of(name), AsciiString.of(value));
        return this;
    }

    private @Nullable String take(AsciiString name, AsciiString value) {
        if (name.isEmpty()) return "an empty field name";
        String bad = checkedValue(value);
        if (bad != null) return bad;
        if (name.byteAt(0) == ':') return takePseudo(name, value);
        for (int i = 0; i < name.length(); i++) {
            if (!Token.isLowerCase(name.byteAt(i))) return "a field name with an upper case letter or a byte that is none of a token";
        }
        return takeField(name, value);
    }

    private static @Nullable String checkedValue(AsciiString value) {
        int length = value.length();
        for (int i = 0; i < length; i++) {
            byte one = value.byteAt(i);
            if (one >= 0 && one < ' ' && one != '\t' || one == 0x7f) return "a control byte in a field value";
        }
        if (length > 0 && (blank(value.byteAt(0)) || blank(value.byteAt(length - 1)))) return "white space around a field value";
        return null;
    }

    private static boolean blank(byte one) {
        return one == ' ' || one == '\t';
    }

    private @Nullable String takePseudo(AsciiString name, AsciiString value) {
        if (count > pseudoCount() + 1) return "a pseudo-header after a field";
        AsciiString before;
        switch (name.toString()) {
            case ":method" -> {
                before = method;
                method = value;
            }
            case ":scheme" -> {
                before = scheme;
                scheme = value;
            }
            case ":authority" -> {
                before = authority;
                authority = value;
            }
            case ":path" -> {
                before = path;
                path = value;
            }
            case ":protocol" -> {
                before = protocol;
                protocol = value;
            }
            case ":status" -> {
                before = status;
                status = value;
            }
            default -> {
                return "an unknown pseudo-header";
            }
        }
        return before == null ? null : "a pseudo-header twice";
    }

    private int pseudoCount() {
        int sum = 0;
        for (AsciiString one : new AsciiString[]{method, scheme, authority, path, protocol, status}) {
            if (one != null) sum++;
        }
        return sum;
    }

    private @Nullable String takeField(AsciiString name, AsciiString value) {
        switch (name.length()) {
            case 2 -> {
                if (is(name, "te")) {
                    trailersWanted = true;
                    return is(value, "trailers") ? null : "te other than trailers";
                }
            }
            case 4 -> {
                if (is(name, "host")) {
                    boolean twice = host != null;
                    host = value;
                    return twice ? "host twice" : null;
                }
            }
            case 6 -> {
                if (COOKIE.equals(name)) {
                    joinCookie(value);
                    return null;
                }
            }
            case 7 -> {
                if (is(name, "upgrade")) return "upgrade";
            }
            case 10 -> {
                if (is(name, "connection") || is(name, "keep-alive")) return "a field of a connection";
            }
            case 14 -> {
                if (is(name, "content-length")) return takeContentLength(value);
            }
            case 16 -> {
                if (is(name, "proxy-connection")) return "a field of a connection";
            }
            case 17 -> {
                if (is(name, "transfer-encoding")) return "transfer-encoding";
            }
            default -> {
            }
        }
        fields.add(name.array(), name.arrayOffset(), name.length(), value.array(), value.arrayOffset(), value.length());
        return null;
    }

    private @Nullable String takeContentLength(AsciiString value) {
        if (value.isEmpty() || value.length() > MAX_CONTENT_LENGTH_DIGITS) return "content-length that is no number";
        long length = 0;
        for (int i = 0; i < value.length(); i++) {
            byte digit = value.byteAt(i);
            if (digit < '0' || digit > '9') return "content-length that is no number";
            length = length * 10 + digit - '0';
        }
        if (contentLength >= 0 && contentLength != length) return "content-length twice";
        contentLength = length;
        return null;
    }

    /** Crumbs become one field again before anything else sees them (RFC 9113 section 8.2.3). */
    private void joinCookie(AsciiString crumb) {
        byte[] before = cookie;
        if (before == null) {
            cookie = crumb.toByteArray();
            return;
        }
        byte[] both = java.util.Arrays.copyOf(before, before.length + 2 + crumb.length());
        both[before.length] = ';';
        both[before.length + 1] = ' ';
        System.arraycopy(crumb.array(), crumb.arrayOffset(), both, before.length + 2, crumb.length());
        cookie = both;
    }

    static boolean is(AsciiString text, String wanted) {
        return text.contentEquals(wanted);
    }

    /** What breaks the rules; null if nothing does. */
    @Nullable
    String fault() {
        return fault;
    }

    boolean tooMany() {
        return tooMany;
    }

    /** Complete once the block is: the cookie comes last. */
    Headers fields() {
        byte[] joined = cookie;
        if (joined != null) {
            fields.add(COOKIE.array(), COOKIE.arrayOffset(), COOKIE.length(), joined, 0, joined.length);
            cookie = null;
        }
        return fields;
    }

    boolean hasPseudo() {
        return pseudoCount() > 0;
    }

    @Nullable
    AsciiString pseudoMethod() {
        return method;
    }

    @Nullable
    AsciiString pseudoScheme() {
        return scheme;
    }

    @Nullable
    AsciiString pseudoAuthority() {
        return authority;
    }

    @Nullable
    AsciiString pseudoPath() {
        return path;
    }

    @Nullable
    AsciiString pseudoProtocol() {
        return protocol;
    }

    @Nullable
    AsciiString host() {
        return host;
    }

    /** -1 if it was not sent. */
    long contentLength() {
        return contentLength;
    }

    /** {@code te: trailers} was sent. */
    boolean trailersWanted() {
        return trailersWanted;
    }

    /** For Netty, which tells informational responses by it; anything unusable is 0 there. */
    @Override
    public @Nullable CharSequence status() {
        return status == null ? "0" : status;
    }

    /** The three digits of a response; -1 if there are none. */
    int statusCode() {
        AsciiString text = status;
        if (text == null || text.length() != 3) return -1;
        int code = 0;
        for (int i = 0; i < 3; i++) {
            byte digit = text.byteAt(i);
            if (digit < '0' || digit > '9') return -1;
            code = code * 10 + digit - '0';
        }
        return code >= 100 ? code : -1;
    }

    /** Content-Length is judged here and by the stream, not by Netty. */
    @Override
    public List<CharSequence> getAll(CharSequence name) {
        return List.of();
    }

    @Override
    public int size() {
        return count;
    }

    /** Names only: values may be secret. */
    @Override
    public String toString() {
        return fields.toString();
    }
}
