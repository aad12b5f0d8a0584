package dev.sluice.resources;

import dev.sluice.resources.schema.AlsoNamed;
import dev.sluice.resources.schema.Doc;
import dev.sluice.resources.schema.Items;
import dev.sluice.resources.schema.Length;
import dev.sluice.resources.schema.Matches;
import dev.sluice.resources.schema.Required;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code security.istio.io RequestAuthentication}: which tokens are believed. It never demands one. */
@Doc("Which JSON Web Tokens are believed. A bad token is refused; whether a token is needed is for an AuthorizationPolicy to say.")
public record RequestAuthentication(Metadata metadata, Spec spec) implements Resource {
    @Override
    public Kind kind() {
        return Kind.REQUEST_AUTHENTICATION;
    }

    public record Spec(@Doc("Workloads it holds for; none means the namespace, in the root namespace the mesh.") @Nullable WorkloadSelector selector, @Doc("What it is attached to, instead of a selector.") @Nullable PolicyTargetRef targetRef, @Doc("What it is attached to, instead of a selector.") @Items(max = 16) List<PolicyTargetRef> targetRefs, @Doc("Issuers that are believed.") @Items(max = 4096) List<JwtRule> jwtRules) {
        public Spec {
            targetRefs = List.copyOf(targetRefs);
            jwtRules = List.copyOf(jwtRules);
        }
    }

    /** Empty texts mean absent: none of them may be written empty. */
    public record JwtRule(@Doc("Must equal the token's iss claim.") @Length(min = 1) String issuer, @Doc("One of them must be in the token's aud claim; none means any.") List<@Length(min = 1) String> audiences, @Doc("Where the issuer's key set is fetched; default: as OpenID discovery says.") @AlsoNamed("jwks_uri") @Length(min = 1, max = 2048) String jwksUri, @Doc("The key set itself, as JSON.") String jwks, @Doc("Headers that the token is looked for in.") List<JwtHeader> fromHeaders, @Doc("Query parameters that the token is looked for in.") List<@Length(min = 1) String> fromParams, @Doc("Cookies that the token is looked for in.") List<@Length(min = 1) String> fromCookies, @Doc("Header in which the token's payload is passed on, base64url.") String outputPayloadToHeader, @Doc("Whether the token itself is passed on.") boolean forwardOriginalToken, @Doc("Claims that are passed on as headers.") List<ClaimToHeader> outputClaimToHeaders, @Doc("How long fetching the key set may take. Default: 5s.") @Nullable Duration timeout, @Doc("Claims that hold several words, for authorization; scope and permission always do.") @Items(max = 64) List<@Length(min = 1) String> spaceDelimitedClaims, @Doc("Istio defines the field and does nothing with it.") Presence presence) {
        public JwtRule {
            audiences = List.copyOf(audiences);
            fromHeaders = List.copyOf(fromHeaders);
            fromParams = List.copyOf(fromParams);
            fromCookies = List.copyOf(fromCookies);
            outputClaimToHeaders = List.copyOf(outputClaimToHeaders);
            spaceDelimitedClaims = List.copyOf(spaceDelimitedClaims);
        }
    }

    public record JwtHeader(@Doc("Name of the header.") @Required @Length(min = 1) String name, @Doc("What stands before the token, as 'Bearer '.") String prefix) {}

    public record ClaimToHeader(@Doc("Header to be written.") @Required @Length(min = 1) @Matches("^[-_A-Za-z0-9]+$") String header, @Doc("Claim it is taken from; parts of nested claims are joined by dots.") @Required @Length(min = 1) String claim) {}

    public enum Presence {
        OPTIONAL, REQUIRED
    }
}
