package dev.sluice.admin.rest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** gzip for whole answers worth it. Streams are never compressed: an event must not wait for a full block. */
final class Compression {
    private static final int WORTH_IT = 16 * 1024;

    private Compression() {}

    static boolean fits(@Nullable String acceptEncoding, int length) {
        if (acceptEncoding == null || length < WORTH_IT) return false;
        for (String one : acceptEncoding.split(",")) {
            String[] parts = one.strip().split(";");
            if (parts[0].strip().equalsIgnoreCase("gzip")) return parts.length == 1 || !parts[1].strip().matches("q=0(\\.0*)?");
        }
        return false;
    }

    static byte[] gzip(byte[] body) {
        var out = new ByteArrayOutputStream(body.length / 4);
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(body);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }
}
