package dev.sluice.resources.check;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Inline key sets (RFC 7517). Messages never repeat a part of a key. */
final class KeySets {
    private KeySets() {}

    static void check(Findings findings, String field, String text) {
        Object json = JsonText.parse(text);
        if (!(json instanceof Map<?, ?> set)) {
            findings.add(CheckCode.BAD_JWKS, field, "the key set is not a JSON object",
                    "{\"keys\": [{\"kty\": \"RSA\", \"n\": \"...\", \"e\": \"AQAB\", \"kid\": \"...\"}]}");
            return;
        }
        List<?> keys = set.get("keys") instanceof List<?> listed ? listed : List.of(set);
        for (int i = 0; i < keys.size(); i++) key(findings, field, i, keys.get(i));
    }

    private static void key(Findings findings, String field, int index, @Nullable Object key) {
        Map<?, ?> members = key instanceof Map<?, ?> map ? map : Map.of();
        String type = members.get("kty") instanceof String written ? written : "";
        if (type.isEmpty()) {
            findings.add(CheckCode.BAD_JWKS, field, "key " + index + " of the set has no type (kty)");
            return;
        }
        List<String> needed = switch (type) {
            case "RSA" -> List.of("n", "e");
            case "EC" -> List.of("crv", "x", "y");
            case "OKP" -> List.of("crv", "x");
            case "oct" -> List.of("k");
            default -> List.of();
        };
        for (String member : needed) {
            if (!(members.get(member) instanceof String))
                findings.add(CheckCode.BAD_JWKS, field, "key " + index + " (" + type + ") of the set has no '" + member + "'");
        }
        if (members.containsKey("d") || type.equals("oct")) {
            findings.add(CheckCode.PRIVATE_JWKS, field,
                    "key " + index + " of the set is a private key; everybody who may read this object can make tokens",
                    "replace the key at its issuer, and write its public part here");
        }
    }
}
