package dev.sluice.dataplane.http2;

import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;

/**
 * Frames that carry no request cost us work and the peer nothing. What an honest peer sends of them grows with streams and answers; this keeps the others to
 * that measure (the formulas are those of Envoy's flood mitigation). One per connection.
 */
final class FrameBudget {
    private static final int PRIORITY_PER_STREAM = 100;
    private static final int SLACK = 100;
    private static final int UPDATES_PER_DATA = 10;
    private static final int OTHER_PER_STREAM = 100;

    private long streams;
    private long dataSent;
    private long priorities;
    private long updates;
    private long others;

    void streamOpened() {
        streams++;
    }

    void dataSent() {
        dataSent++;
    }

    void priority() throws Http2Exception {
        if (++priorities > PRIORITY_PER_STREAM * (1 + streams)) tooMany("PRIORITY");
    }

    void windowUpdate() throws Http2Exception {
        if (++updates > SLACK + 2 * (streams + UPDATES_PER_DATA * dataSent)) tooMany("WINDOW_UPDATE");
    }

    /** SETTINGS and frames of unknown types. */
    void other() throws Http2Exception {
        if (++others > OTHER_PER_STREAM * (1 + streams)) tooMany("SETTINGS or unknown");
    }

    private static void tooMany(String type) throws Http2Exception {
        throw Http2Exception.connectionError(Http2Error.ENHANCE_YOUR_CALM, "too many %s frames", type);
    }
}
