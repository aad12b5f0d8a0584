package dev.sluice.rules.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rules.model.HttpOptions;
import dev.sluice.rules.model.HttpOptions.EscapedSlashes;
import dev.sluice.rules.model.HttpOptions.PathNormalization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PathNormalizerTest {
    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({"/, /", "/a/b, /a/b", "/a/./b, /a/b", "/a/../b, /b", "/a/b/.., /a/", "/a/., /a/", "/../../x, /x", "/.., /",
            "/a/%2e%2E/b, /b", "/%41%7e%5F, /A~_",
            "/a%2Fb, /a%2Fb", "/a%5cb, /a%5cb", "/a\\..\\b, /b", "/a//b, /a//b", "/a//../b, /a/b", "/%252e%252e/x, /%252e%252e/x",
            "/100%, /100%", "/%zz, /%zz", "/.hidden, /.hidden",
            "/...,/...", "/p%20q, /p%20q", "*, *"})
    void shouldNormalizeAsBaseByDefault(String path, String expected) {
        assertThat(PathNormalizer.normalize(path, HttpOptions.DEFAULT)).isEqualTo(new PathNormalizer.Result.Normal(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a%00", "/a\0b", "/a#b", "a", "", "/pub/..;/admin", "/pub/.;x/admin", "/pub/%2e%2e;/admin"})
    void shouldRejectWhatNoUpstreamShouldSee(String path) {
        assertThat(PathNormalizer.normalize(path, HttpOptions.DEFAULT)).isInstanceOf(PathNormalizer.Result.Rejected.class);
    }

    @ParameterizedTest(name = "{0}: {1} is {2}")
    @CsvSource({"NONE, /a/../%41, /a/../%41", "MERGE_SLASHES, //a///b/../c, /a/c", "DECODE_AND_MERGE_SLASHES, /a%2f%2Fb, /a/b",
            "DECODE_AND_MERGE_SLASHES, /a%5Cb, /a/b",
            "DECODE_AND_MERGE_SLASHES, /a%2f..%2fb, /b"})
    void shouldFollowTheMode(PathNormalization mode, String path, String expected) {
        assertThat(PathNormalizer.normalize(path, with(mode, EscapedSlashes.KEEP))).isEqualTo(new PathNormalizer.Result.Normal(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a%2Fb", "/a%5cb"})
    void shouldRejectEscapedSlashesWhenToldTo(String path) {
        assertThat(PathNormalizer.normalize(path, with(PathNormalization.BASE, EscapedSlashes.REJECT)))
                .isInstanceOf(PathNormalizer.Result.Rejected.class);
        assertThat(PathNormalizer.normalize(path, with(PathNormalization.BASE, EscapedSlashes.DECODE)))
                .isEqualTo(new PathNormalizer.Result.Normal("/a/b"));
    }

    private static HttpOptions with(PathNormalization mode, EscapedSlashes slashes) {
        var d = HttpOptions.DEFAULT;
        return new HttpOptions(d.maxHeadBytes(), d.maxHeaders(), d.maxRequestLineBytes(), d.headTimeout(), d.connectionIdle(),
                d.streamIdle(),
                d.maxConcurrentStreams(), d.http2StreamWindow(), d.http2ConnectionWindow(), d.acceptHttp10(), mode, d.mergeSlashes(),
                slashes, d.underscores(),
                d.numTrustedProxies(), d.forwardClientCert(), d.maxConnections(), d.maxBodyBytes(), d.serverName());
    }
}
