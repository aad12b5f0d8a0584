package dev.sluice.admin.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.answer.Answer;
import dev.sluice.admin.answer.Failure;
import dev.sluice.admin.auth.Act;
import dev.sluice.admin.auth.Authorizer;
import dev.sluice.admin.json.Trees;
import java.util.Optional;

/** {@code kubectl auth can-i} and {@code whoami}: questions about the caller himself, answered and not kept. */
final class Reviews {
    private static final String ACCESS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    private static final String SUBJECT = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

    private Reviews() {}

    static Optional<Answer> find(ApiRequest request) {
        boolean access = request.path().equals(ACCESS);
        if (!access && !request.path().equals(SUBJECT)) return Optional.empty();
        if (!request.method().equals("POST")) throw Failure.methodNotAllowed("").exception();
        ObjectNode review = Bodies.object(request, "");
        String expected = access ? "SelfSubjectAccessReview" : "SelfSubjectReview";
        if (!Trees.text(review, "kind").equals(expected)) throw Failure.badRequest("expected a " + expected).exception();
        review.set("status", access ? access(request, review.path("spec")) : subject(request));
        Trees.child(review, "metadata").putNull("creationTimestamp");
        return Optional.of(Answer.json(201, review));
    }

    private static ObjectNode access(ApiRequest request, JsonNode spec) {
        JsonNode on = spec.path("resourceAttributes");
        JsonNode path = spec.path("nonResourceAttributes");
        if (on.isObject() == path.isObject()) {
            throw Failure.badRequest(
                    "spec.resourceAttributes: Invalid value: exactly one of nonResourceAttributes or resourceAttributes must be specified")
                    .exception();
        }
        Act act = on.isObject()
                ? new Act.OnObjects(Trees.text(on, "verb"), Trees.text(on, "group"), Trees.text(on, "resource"),
                        Trees.text(on, "subresource"),
                        Trees.text(on, "namespace"), Trees.text(on, "name"))
                : new Act.OnPath(Trees.text(path, "verb"), Trees.text(path, "path"));
        return Trees.object().put("allowed", Authorizer.allows(request.caller(), act));
    }

    private static ObjectNode subject(ApiRequest request) {
        ObjectNode status = Trees.object();
        ObjectNode user = status.putObject("userInfo").put("username", request.caller().name());
        var groups = user.putArray("groups");
        request.caller().groups().forEach(groups::add);
        return status;
    }
}
