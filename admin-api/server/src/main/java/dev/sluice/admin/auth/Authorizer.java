package dev.sluice.admin.auth;

import dev.sluice.admin.answer.Failure;
import dev.sluice.admin.answer.Subject;
import java.util.List;
import java.util.Optional;

/** Who may do what: administrators all, a node what concerns itself, anyone else nothing. Pure. */
public final class Authorizer {
    private static final List<String> STATUS_VERBS = List.of("get", "patch", "update");

    private Authorizer() {}

    public static boolean allows(Caller caller, Act act) {
        return switch (caller) {
            case Caller.Anonymous none -> false;
            case Caller.User user when user.groups().contains(Caller.ADMINS) -> !(act instanceof Act.FollowConfiguration);
            case Caller.User user -> act instanceof Act.Learn;
            case Caller.Node node -> switch (act) {
                case Act.FollowConfiguration follow -> true;
                case Act.Learn learn -> true;
                case Act.OnObjects on -> isItself(node, on);
                case Act.OnPath path -> false;
            };
        };
    }

    private static boolean isItself(Caller.Node node, Act.OnObjects on) {
        if (!on.group().equals("sluice.dev") || !on.resource().equals("gatewayinstances") || !on.name().equals(node.id())) return false;
        return on.subresource().equals("status") ? STATUS_VERBS.contains(on.verb()) : on.subresource().isEmpty() && on.verb().equals("get");
    }

    /** Empty where {@code caller} may; else the 401 or 403 to answer. */
    public static Optional<Failure> refusal(Caller caller, Act act) {
        if (allows(caller, act)) return Optional.empty();
        if (caller instanceof Caller.Anonymous) return Optional.of(Failure.unauthorized());
        return Optional.of(switch (act) {
            case Act.OnObjects on -> Failure.forbidden(new Subject(on.group(), on.resource(), on.name()), reason(caller, on));
            case Act.FollowConfiguration follow ->
                Failure.forbiddenPath("only a node (group " + Caller.NODES + ") may follow its configuration");
            case Act.Learn learn -> Failure.forbiddenPath("User \"" + caller.name() + "\" cannot get this path");
            case Act.OnPath on ->
                Failure.forbiddenPath("User \"" + caller.name() + "\" cannot " + on.verb() + " path \"" + on.path() + "\"");
        });
    }

    private static String reason(Caller caller, Act.OnObjects on) {
        String resource = on.subresource().isEmpty() ? on.resource() : on.resource() + "/" + on.subresource();
        return "User \"" + caller.name() + "\" cannot " + on.verb() + " resource \"" + resource + "\" in API group \"" + on.group() + "\" "
                + (on.namespace().isEmpty() ? "at the cluster scope" : "in the namespace \"" + on.namespace() + "\"");
    }
}
