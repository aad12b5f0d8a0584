package dev.sluice.resources.check;

import dev.sluice.resources.RequestAuthentication;
import dev.sluice.resources.RequestAuthentication.JwtRule;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** RequestAuthentication. */
final class RequestAuthenticationChecks {
    private RequestAuthenticationChecks() {}

    static void check(Findings findings, RequestAuthentication authentication) {
        RequestAuthentication.Spec spec = authentication.spec();
        PolicyTargets.check(findings, spec.selector(), spec.targetRef(), spec.targetRefs());
        for (int i = 0; i < spec.jwtRules().size(); i++) rule(findings, "spec.jwtRules[" + i + "]", spec.jwtRules().get(i));
    }

    private static void rule(Findings findings, String field, JwtRule rule) {
        if (rule.issuer().isEmpty() && rule.jwksUri().isEmpty()) {
            findings.add(CheckCode.JWT_WITHOUT_ISSUER, field, "the rule has neither issuer nor jwksUri",
                    "write issuer, the iss claim of the tokens");
        }
        if (!rule.jwksUri().isEmpty() && !isHttp(rule.jwksUri())) {
            findings.add(CheckCode.BAD_JWKS_URI, field + ".jwksUri", "'" + rule.jwksUri() + "' is not an http or https URL");
        }
        if (!rule.jwksUri().isEmpty() && !rule.jwks().isEmpty()) {
            findings.add(CheckCode.JWKS_TWICE, field + ".jwks", "jwks and jwksUri exclude each other", "keep one of them");
        }
        String payload = rule.outputPayloadToHeader();
        if (!payload.isEmpty() && !HeaderChecks.TOKEN.matcher(payload).matches()) {
            findings.add(CheckCode.BAD_HEADER_NAME, field + ".outputPayloadToHeader", "'" + payload + "' is not the name of a header");
        }
        if (!rule.jwks().isEmpty()) KeySets.check(findings, field + ".jwks", rule.jwks());
    }

    private static boolean isHttp(String text) {
        try {
            String scheme = new URI(text).getScheme();
            return scheme != null && (scheme.toLowerCase(Locale.ROOT).equals("http") || scheme.toLowerCase(Locale.ROOT).equals("https"));
        } catch (URISyntaxException notAUrl) {
            return false;
        }
    }
}
