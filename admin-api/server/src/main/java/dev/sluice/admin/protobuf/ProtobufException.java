package dev.sluice.admin.protobuf;

import java.io.Serial;

/** Bytes that are not the message they claim to be. Quotes no content. */
public final class ProtobufException extends Exception {
    @Serial private static final long serialVersionUID = 1;

    ProtobufException(String message) {
        super(message);
    }
}
