package dev.sluice.resources.check;

import dev.sluice.resources.VirtualService.Destination;
import dev.sluice.resources.VirtualService.HttpMatch;
import dev.sluice.resources.VirtualService.HttpMirror;
import dev.sluice.resources.VirtualService.HttpRoute;
import dev.sluice.resources.VirtualService.HttpRouteDestination;
import dev.sluice.resources.VirtualService.Percent;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One HTTP route: its match, its destinations and which of its parts go together. */
final class HttpRouteChecks {
    private HttpRouteChecks() {}

    static void check(Findings findings, String field, HttpRoute route, boolean inDelegate) {
        conflicts(findings, field, route, inDelegate);
        for (int i = 0; i < route.match().size(); i++) match(findings, field + ".match[" + i + "]", route.match().get(i));
        HeaderChecks.operations(findings, field + ".headers", route.headers());
        CorsChecks.check(findings, field + ".corsPolicy", route.corsPolicy());
        FaultChecks.check(findings, field + ".fault", route.fault());
        mirrors(findings, field, route);
        HttpActionChecks.redirect(findings, field + ".redirect", route.redirect(), route.match());
        HttpActionChecks.directResponse(findings, field + ".directResponse", route.directResponse());
        HttpActionChecks.rewrite(findings, field + ".rewrite", route.rewrite());
        HttpActionChecks.authority(findings, field, route.rewrite(), route.headers());
        RetryChecks.check(findings, field + ".retries", route.retries());
        destinations(findings, field + ".route", route.route());
    }

    private static void conflicts(Findings findings, String field, HttpRoute route, boolean inDelegate) {
        if (route.delegate() != null && !inDelegate) {
            if (route.redirect() != null)
                findings.add(CheckCode.BAD_DELEGATE, field + ".redirect", "a route that delegates cannot redirect",
                        "move it into the delegate");
            if (!route.route().isEmpty())
                findings.add(CheckCode.BAD_DELEGATE, field + ".route", "a route that delegates has no destinations",
                        "move them into the delegate");
            if (route.directResponse() != null) {
                findings.add(CheckCode.IGNORED_BESIDE_DELEGATE, field + ".directResponse",
                        "directResponse has no effect in a route that delegates", "move it into the delegate");
            }
            return;
        }
        if (route.delegate() != null) {
            findings.add(CheckCode.BAD_DELEGATE, field + ".delegate", "a delegate cannot delegate further",
                    "name the routes here; delegation has one level");
        }
        if (route.redirect() != null) {
            excluded(findings, field, route, "redirect");
            if (route.directResponse() != null) conflict(findings, field, "redirect", "directResponse");
        } else if (route.directResponse() != null) {
            excluded(findings, field, route, "directResponse");
        } else if (route.route().isEmpty()) {
            findings.add(CheckCode.NO_ACTION, field, "the route does nothing",
                    "add route (destinations), redirect, directResponse or delegate");
        }
        if (route.mirror() != null && !route.mirrors().isEmpty()) conflict(findings, field, "mirror", "mirrors");
    }

    private static void excluded(Findings findings, String field, HttpRoute route, String action) {
        if (!route.route().isEmpty()) conflict(findings, field, action, "route");
        if (route.fault() != null) conflict(findings, field, action, "fault");
        if (route.rewrite() != null) conflict(findings, field, action, "rewrite");
    }

    private static void conflict(Findings findings, String field, String one, String other) {
        findings.add(CheckCode.ROUTE_CONFLICT, field + "." + other, one + " and " + other + " exclude each other",
                "keep one of them, or make two routes");
    }

    private static void match(Findings findings, String field, HttpMatch match) {
        new TreeMap<>(match.headers()).forEach((name, value) -> {
            String here = field + ".headers[" + name + "]";
            HeaderChecks.matched(findings, here, name);
            Expressions.match(findings, here, value);
        });
        new TreeMap<>(match.withoutHeaders()).forEach((name, value) -> {
            String here = field + ".withoutHeaders[" + name + "]";
            HeaderChecks.matched(findings, here, name);
            boolean present = value instanceof dev.sluice.resources.StringMatch.Regex regex && regex.regex().equals("*");
            if (!present) Expressions.match(findings, here, value);
        });
        new TreeMap<>(match.queryParams())
                .forEach((name, value) -> Expressions.match(findings, field + ".queryParams[" + name + "]", value));
        Expressions.regexOf(findings, field + ".uri", match.uri());
        Expressions.match(findings, field + ".scheme", match.scheme());
        Expressions.match(findings, field + ".method", match.method());
        Expressions.match(findings, field + ".authority", match.authority());
        if (match.port() != 0) PortChecks.number(findings, field + ".port", match.port());
        LabelChecks.labels(findings, field + ".sourceLabels", match.sourceLabels());
        VirtualServiceChecks.gatewayNames(findings, field + ".gateways", match.gateways());
        if (!match.sourceNamespace().isEmpty() && !Names.isLabel(match.sourceNamespace())) {
            findings.add(CheckCode.BAD_NAMESPACE, field + ".sourceNamespace", "'" + match.sourceNamespace() + "' is not a namespace");
        }
    }

    private static void mirrors(Findings findings, String field, HttpRoute route) {
        if (route.mirrorPercent() != null) {
            boolean share = route.mirrorPercent() >= 0 && route.mirrorPercent() <= 100;
            if (share) {
                findings.add(CheckCode.OLD_MIRROR_PERCENT, field + ".mirrorPercent", "mirrorPercent is deprecated",
                        "write mirrorPercentage: {value: " + route.mirrorPercent() + "}");
            } else {
                findings.add(CheckCode.BAD_PERCENT, field + ".mirrorPercent", route.mirrorPercent() + " is outside 0..100",
                        "mirrorPercentage takes the place of this field, and allows fractions");
            }
        }
        share(findings, field + ".mirrorPercentage", route.mirrorPercentage());
        destination(findings, field + ".mirror", route.mirror());
        for (int i = 0; i < route.mirrors().size(); i++) {
            HttpMirror mirror = route.mirrors().get(i);
            destination(findings, field + ".mirrors[" + i + "].destination", mirror.destination());
            share(findings, field + ".mirrors[" + i + "].percentage", mirror.percentage());
        }
    }

    private static void share(Findings findings, String field, @Nullable Percent percent) {
        if (percent != null && !(percent.value() >= 0 && percent.value() <= 100)) {
            findings.add(CheckCode.BAD_PERCENT, field + ".value", percent.value() + " is outside 0..100");
        }
    }

    private static void destinations(Findings findings, String field, List<HttpRouteDestination> destinations) {
        for (int i = 0; i < destinations.size(); i++) {
            HttpRouteDestination one = destinations.get(i);
            String here = field + "[" + i + "]";
            HeaderChecks.operations(findings, here + ".headers", one.headers());
            destination(findings, here + ".destination", one.destination());
        }
        weights(findings, field, destinations.stream().map(HttpRouteDestination::weight).toList());
    }

    static void weights(Findings findings, String field, List<Integer> weights) {
        for (int i = 0; i < weights.size(); i++) {
            if (weights.get(i) < 0)
                findings.add(CheckCode.BAD_WEIGHT, field + "[" + i + "].weight", "the weight " + weights.get(i) + " is negative");
        }
        if (weights.size() > 1 && weights.stream().mapToLong(Integer::longValue).sum() == 0) {
            findings.add(CheckCode.BAD_WEIGHT, field, "the weights of " + weights.size() + " destinations sum up to 0",
                    "give each destination its weight, such as 90 and 10");
        }
    }

    static void destination(Findings findings, String field, @Nullable Destination destination) {
        if (destination == null) return;
        String host = destination.host();
        String fault = host.equals("*") ? "is not the name of a service" : Names.wildcardDomain(host);
        if (!fault.isEmpty()) {
            findings.add(CheckCode.BAD_DESTINATION, field + ".host", "'" + host + "' " + fault, "the host of a Service or ServiceEntry");
        }
        if (!destination.subset().isEmpty()) subsetName(findings, field + ".subset", destination.subset());
        if (destination.port() != null) PortChecks.number(findings, field + ".port.number", destination.port().number());
    }

    static void subsetName(Findings findings, String field, String name) {
        if (Names.isLabel(name)) return;
        findings.add(CheckCode.BAD_SUBSET_NAME, field,
                name.isEmpty() ? "the subset has no name" : "'" + name + "' is not the name of a subset",
                "letters, digits and '-', at most 63, beginning and ending with a letter or digit");
    }
}
