package dev.sluice.rules.decide;

import dev.sluice.rules.model.HttpOptions;
import dev.sluice.rules.model.HttpOptions.EscapedSlashes;
import dev.sluice.rules.model.HttpOptions.PathNormalization;

/**
 * Brings a request's path into the one form that is matched, judged and forwarded (RX-84; RFC 3986 sections 5.2.4 and 6.2.2). Never decodes twice,
 * never decodes a reserved character unless the options say so.
 */
public final class PathNormalizer {
    private PathNormalizer() {}

    /** What came of a path. */
    public sealed interface Result {
        record Normal(String path) implements Result {}

        /** Answer 400. @param reason for the log, never for the client */
        record Rejected(String reason) implements Result {}
    }

    /** @param path without query; starts with a slash, or is {@code *}, which stays as it is */
    public static Result normalize(String path, HttpOptions options) {
        if (path.equals("*")) return new Result.Normal(path);
        if (path.isEmpty() || path.charAt(0) != '/') return new Result.Rejected("path does not start with a slash");
        if (path.indexOf('#') >= 0) return new Result.Rejected("fragment in request target");
        if (path.indexOf('\0') >= 0 || path.contains("%00")) return new Result.Rejected("NUL in path");
        var mode = options.pathNormalization();
        boolean decodeSlashes = mode == PathNormalization.DECODE_AND_MERGE_SLASHES || options.escapedSlashes() == EscapedSlashes.DECODE;
        if (path.indexOf('%') >= 0 && hasEscapedSlash(path)) {
            if (options.escapedSlashes() == EscapedSlashes.REJECT) return new Result.Rejected("escaped slash in path");
            if (decodeSlashes) path = decodeSlashes(path);
        }
        if (mode != PathNormalization.NONE && needsBase(path)) {
            path = decodeUnreserved(path).replace('\\', '/');
            if (hasDotSegmentWithParameter(path)) return new Result.Rejected("dot segment with a parameter");
            path = removeDotSegments(path);
        }
        boolean merge = options.mergeSlashes() || mode == PathNormalization.MERGE_SLASHES
                || mode == PathNormalization.DECODE_AND_MERGE_SLASHES;
        if (merge && path.contains("//")) path = mergeSlashes(path);
        return new Result.Normal(path);
    }

    private static boolean needsBase(String path) {
        return path.indexOf('%') >= 0 || path.indexOf('\\') >= 0 || path.contains("/.");
    }

    private static boolean hasEscapedSlash(String path) {
        for (int at = path.indexOf('%'); at >= 0; at = path.indexOf('%', at + 1)) {
            int value = escaped(path, at);
            if (value == '/' || value == '\\') return true;
        }
        return false;
    }

    private static String decodeSlashes(String path) {
        var out = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            int value = escaped(path, i);
            if (value == '/' || value == '\\') {
                out.append((char) value);
                i += 2;
            } else {
                out.append(path.charAt(i));
            }
        }
        return out.toString();
    }

    private static String decodeUnreserved(String path) {
        if (path.indexOf('%') < 0) return path;
        var out = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            int value = escaped(path, i);
            if (value >= 0 && isUnreserved((char) value)) {
                out.append((char) value);
                i += 2;
            } else {
                out.append(path.charAt(i));
            }
        }
        return out.toString();
    }

    /** The value of the escape at {@code at}; -1 if there is no whole escape. */
    private static int escaped(String path, int at) {
        if (path.charAt(at) != '%' || at + 2 >= path.length()) return -1;
        int high = Character.digit(path.charAt(at + 1), 16);
        int low = Character.digit(path.charAt(at + 2), 16);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }

    private static boolean isUnreserved(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~';
    }

    /** {@code /..;x/}: a back door wherever an upstream strips parameters before it walks the dots. */
    private static boolean hasDotSegmentWithParameter(String path) {
        return path.contains("/.;") || path.contains("/..;");
    }

    private static String removeDotSegments(String path) {
        if (!path.contains("/.")) return path;
        var out = new StringBuilder(path.length());
        int i = 0;
        while (i < path.length()) {
            int next = path.indexOf('/', i + 1);
            int end = next < 0 ? path.length() : next;
            boolean last = next < 0;
            int length = end - i - 1;
            if (length == 1 && path.charAt(i + 1) == '.') {
                if (last) out.append('/');
            } else if (length == 2 && path.charAt(i + 1) == '.' && path.charAt(i + 2) == '.') {
                out.setLength(Math.max(0, out.lastIndexOf("/")));
                if (last) out.append('/');
            } else {
                out.append(path, i, end);
            }
            i = end;
        }
        return out.isEmpty() ? "/" : out.toString();
    }

    private static String mergeSlashes(String path) {
        var out = new StringBuilder(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c != '/' || out.isEmpty() || out.charAt(out.length() - 1) != '/') out.append(c);
        }
        return out.toString();
    }
}
