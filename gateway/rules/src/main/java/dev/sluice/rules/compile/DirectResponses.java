package dev.sluice.rules.compile;

import dev.sluice.resources.Bytes;
import dev.sluice.resources.VirtualService.Body;
import dev.sluice.resources.VirtualService.DirectResponse;
import dev.sluice.rules.model.Action;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Answers that a route gives itself (RX-41). */
final class DirectResponses {
    private DirectResponses() {}

    static Action of(DirectResponse in) {
        byte[] body = switch (in.body()) {
            case null -> new byte[0];
            case Body.Text it -> it.string().getBytes(StandardCharsets.UTF_8);
            case Body.Bytes it -> decoded(it.bytes());
        };
        return new Action.DirectResponse(in.status(), Bytes.of(body));
    }

    /** Protobuf's JSON takes both alphabets; what is neither was refused by the reader. */
    private static byte[] decoded(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64.replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }
}
