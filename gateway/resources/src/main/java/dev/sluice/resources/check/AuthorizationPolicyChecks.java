package dev.sluice.resources.check;

import dev.sluice.resources.AuthorizationPolicy;
import dev.sluice.resources.AuthorizationPolicy.Action;
import dev.sluice.resources.AuthorizationPolicy.Condition;
import dev.sluice.resources.AuthorizationPolicy.From;
import dev.sluice.resources.AuthorizationPolicy.Operation;
import dev.sluice.resources.AuthorizationPolicy.Rule;
import dev.sluice.resources.AuthorizationPolicy.Source;
import dev.sluice.resources.AuthorizationPolicy.To;
import java.util.Set;

/** AuthorizationPolicy. */
final class AuthorizationPolicyChecks {
    private static final Set<String> NOT_CUSTOM_KEYS = Set.of("source.namespace", "source.serviceAccount", "source.trustDomain",
            "source.principal");

    private AuthorizationPolicyChecks() {}

    static void check(Findings findings, AuthorizationPolicy policy) {
        AuthorizationPolicy.Spec spec = policy.spec();
        PolicyTargets.check(findings, spec.selector(), spec.targetRef(), spec.targetRefs());
        Action action = spec.action();
        if (spec.rules().isEmpty() && (action == Action.CUSTOM || action == Action.DENY)) {
            findings.add(CheckCode.RULES_MISSING, "spec.rules", action + " without rules never applies",
                    "rules: [{}] applies to every request");
        }
        if (action == Action.CUSTOM && !spec.rules().isEmpty() && (spec.provider() == null || spec.provider().name().isEmpty())) {
            findings.add(CheckCode.BAD_PROVIDER, "spec.provider", "CUSTOM needs a provider that decides", "provider: {name: NAME}");
        }
        if (action != Action.CUSTOM && spec.provider() != null) {
            findings.add(CheckCode.BAD_PROVIDER, "spec.provider", "a provider decides for CUSTOM only, the action is " + action,
                    "write action: CUSTOM, or remove it");
        }
        for (int i = 0; i < spec.rules().size(); i++) rule(findings, "spec.rules[" + i + "]", action, spec.rules().get(i));
    }

    private static void rule(Findings findings, String field, Action action, Rule rule) {
        for (int i = 0; i < rule.from().size(); i++) from(findings, field + ".from[" + i + "]", action, rule.from().get(i));
        for (int i = 0; i < rule.to().size(); i++) to(findings, field + ".to[" + i + "]", rule.to().get(i));
        for (int i = 0; i < rule.when().size(); i++) when(findings, field + ".when[" + i + "]", action, rule.when().get(i));
        if (action == Action.DENY) httpOnly(findings, field, rule);
    }

    private static void from(Findings findings, String field, Action action, From from) {
        Source source = from.source();
        if (source == null) {
            findings.add(CheckCode.EMPTY_RULE_PART, field + ".source", "the entry has no source", "leave from out to match everybody");
            return;
        }
        String here = field + ".source";
        if (SourceChecks.isEmpty(source))
            findings.add(CheckCode.EMPTY_RULE_PART, here, "the source has no field", "leave from out to match everybody");
        SourceChecks.check(findings, here, source);
        if (action == Action.CUSTOM) SourceChecks.refuseForCustom(findings, here, source);
    }

    private static void to(Findings findings, String field, To to) {
        Operation operation = to.operation();
        if (operation == null) {
            findings.add(CheckCode.EMPTY_RULE_PART, field + ".operation", "the entry has no operation", "leave to out to match everything");
            return;
        }
        String here = field + ".operation";
        boolean empty = operation.hosts().isEmpty() && operation.notHosts().isEmpty() && operation.ports().isEmpty()
                && operation.notPorts().isEmpty()
                && operation.methods().isEmpty() && operation.notMethods().isEmpty() && operation.paths().isEmpty()
                && operation.notPaths().isEmpty();
        if (empty) findings.add(CheckCode.EMPTY_RULE_PART, here, "the operation has no field", "leave to out to match everything");
        AttributeValues.notEmpty(findings, here + ".hosts", operation.hosts());
        AttributeValues.notEmpty(findings, here + ".notHosts", operation.notHosts());
        AttributeValues.notEmpty(findings, here + ".methods", operation.methods());
        AttributeValues.notEmpty(findings, here + ".notMethods", operation.notMethods());
        AttributeValues.ports(findings, here + ".ports", operation.ports());
        AttributeValues.ports(findings, here + ".notPorts", operation.notPorts());
        AttributeValues.notEmpty(findings, here + ".paths", operation.paths());
        AttributeValues.notEmpty(findings, here + ".notPaths", operation.notPaths());
        PathTemplates.check(findings, here + ".paths", operation.paths());
        PathTemplates.check(findings, here + ".notPaths", operation.notPaths());
    }

    private static void when(Findings findings, String field, Action action, Condition condition) {
        String key = condition.key();
        if (key.isEmpty()) {
            findings.add(CheckCode.BAD_CONDITION, field + ".key", "the condition has no key");
            return;
        }
        if (action == Action.CUSTOM && (NOT_CUSTOM_KEYS.contains(key) || key.startsWith("request.auth."))) {
            findings.add(CheckCode.NOT_WITH_CUSTOM, field + ".key", "'" + key + "' is not possible with CUSTOM",
                    "CUSTOM is decided before tokens and identities are");
        }
        if (condition.values().isEmpty() && condition.notValues().isEmpty()) {
            findings.add(CheckCode.BAD_CONDITION, field, "the condition has neither values nor notValues");
            return;
        }
        if (AttributeValues.key(findings, field + ".key", key)) {
            AttributeValues.values(findings, field + ".values", key, condition.values());
            AttributeValues.values(findings, field + ".notValues", key, condition.notValues());
        }
    }

    /** On TCP ports the HTTP attributes of a rule cannot be looked at, and DENY then denies everything (RX-105). */
    private static void httpOnly(Findings findings, String field, Rule rule) {
        boolean from = rule.from().stream().anyMatch(one -> one.source() != null);
        boolean to = rule.to().stream().anyMatch(one -> one.operation() != null);
        boolean tcpFrom = rule.from().stream().anyMatch(one -> one.source() != null && SourceChecks.isKnownOnTcp(one.source()));
        boolean tcpTo = rule.to().stream()
                .anyMatch(one -> one.operation() != null && !(one.operation().ports().isEmpty() && one.operation().notPorts().isEmpty()));
        if ((from && !to && !tcpFrom) || (to && !tcpTo)) {
            findings.add(CheckCode.DENY_HTTP_ONLY, field, "the rule names HTTP attributes only: on TCP ports it denies all traffic",
                    "add to: [{operation: {ports: [...]}}] with the HTTP ports");
        }
    }
}
