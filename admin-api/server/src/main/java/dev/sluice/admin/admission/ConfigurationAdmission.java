package dev.sluice.admin.admission;

import dev.sluice.admin.credential.Credentials;
import dev.sluice.admin.kinds.Types;
import dev.sluice.admin.store.Admission;
import dev.sluice.admin.store.Change;
import dev.sluice.admin.store.ResourceType;
import dev.sluice.admin.store.StoreView;
import dev.sluice.resources.Diagnostic;
import dev.sluice.resources.Gateway;
import dev.sluice.resources.Kind;
import dev.sluice.resources.ObjectRef;
import dev.sluice.resources.Secret;
import dev.sluice.resources.Severity;
import dev.sluice.rules.compile.Compiler;
import dev.sluice.rules.compile.FleetFindings;
import dev.sluice.rules.compile.NodeView;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compiles what a write would leave, with the gateways' own compiler, once for each distinct kind of node. A write is refused for the errors that it
 * brings, not for those that were there before it. Keeps its compilers, so that a small change is a small compile.
 */
public final class ConfigurationAdmission implements Admission {
    private static final int MAX_WARNINGS = 20;
    private static final ResourceType SECRETS = Types.of(Kind.SECRET);

    /** Kinds of which no part is acted on yet. */
    private static final Set<Kind> NOT_YET_ENFORCED = EnumSet.of(Kind.AUTHORIZATION_POLICY, Kind.REQUEST_AUTHENTICATION,
            Kind.PEER_AUTHENTICATION,
            Kind.TELEMETRY, Kind.PROXY_CONFIG, Kind.SIDECAR, Kind.WORKLOAD_GROUP);

    private final boolean allowUnenforced;
    private final InstantSource clock;
    private final Map<NodeView, Compiler> compilers = new HashMap<>();
    private @Nullable Judged base;
    private @Nullable Judged candidate;

    /** @param clock certificates are judged by it, at the moment of the write and never again */
    public ConfigurationAdmission(boolean allowUnenforced, InstantSource clock) {
        this.allowUnenforced = allowUnenforced;
        this.clock = clock;
    }

    /** A state and what was found in it, by view. */
    private record Judged(TypedState state, Map<NodeView, Set<Diagnostic>> findings) {}

    @Override
    public synchronized Verdict judge(StoreView before, StoreView after, List<Change> changes) {
        if (changes.stream().noneMatch(change -> TypedState.matters(change.key().type()))) return Verdict.ADMITTED;
        Judged from = baseOf(before);
        TypedState state = from.state().with(after, changes);
        var findings = new LinkedHashMap<NodeView, Set<Diagnostic>>();
        var news = new LinkedHashSet<Diagnostic>();
        Set<ObjectRef> written = new LinkedHashSet<>();
        for (Change change : changes) if (!(change instanceof Change.Deleted)) Types.ref(change.key()).ifPresent(written::add);
        Set<NodeView> views = Views.of(after, state.resources());
        for (NodeView view : views) {
            Set<Diagnostic> known = from.findings().containsKey(view) ? from.findings().get(view) : compile(view, from.state());
            Set<Diagnostic> found = compile(view, state);
            findings.put(view, found);
            for (Diagnostic one : found) if (!known.contains(one) || !one.isError() && written.contains(one.object())) news.add(one);
        }
        compilers.keySet().retainAll(views);
        news.addAll(credentials(state, changes, views));
        news.addAll(withoutNode(state, written, Views.registered(after)));
        List<Diagnostic> errors = news.stream().filter(Diagnostic::isError).toList();
        if (!errors.isEmpty()) return new Verdict.Rejected(errors);
        candidate = new Judged(state, findings);
        return new Verdict.Admitted(warnings(news, written));
    }

    /** Only Secrets whose content this write brings: what was accepted once may be labelled, moved along in an import and restored, whatever the time. */
    private List<Diagnostic> credentials(TypedState state, List<Change> changes, Set<NodeView> views) {
        var secrets = new ArrayList<Secret>();
        for (Change change : changes) {
            if (!change.key().type().equals(SECRETS) || !bringsContent(change)) continue;
            Types.ref(change.key()).map(state.resources()::find).ifPresent(found -> secrets.add((Secret) found));
        }
        Set<String> namespaces = views.stream().map(NodeView::namespace).collect(Collectors.toSet());
        return Credentials.check(secrets, state.resources().all(Gateway.class), namespaces, clock.instant());
    }

    /** While no node is registered at all, nobody can tell what its labels will be. */
    private static List<Diagnostic> withoutNode(TypedState state, Set<ObjectRef> written, Set<NodeView> registered) {
        boolean gateways = written.stream().anyMatch(one -> one.kind() == Kind.GATEWAY);
        if (!gateways || registered.isEmpty()) return List.of();
        return FleetFindings.of(state.resources(), registered).stream().filter(one -> written.contains(one.object())).toList();
    }

    private static boolean bringsContent(Change change) {
        return switch (change) {
            case Change.Created created -> true;
            case Change.Updated updated -> !updated.before().tree().path("data").equals(updated.after().tree().path("data"));
            case Change.Unchanged same -> false;
            case Change.Deleted deleted -> false;
        };
    }

    private Judged baseOf(StoreView before) {
        if (candidate != null && candidate.state().isStateOf(before)) base = candidate;
        candidate = null;
        if (base == null || !base.state().isStateOf(before)) base = new Judged(TypedState.of(before), Map.of());
        return base;
    }

    private Set<Diagnostic> compile(NodeView view, TypedState state) {
        Compiler compiler = compilers.computeIfAbsent(view, one -> new Compiler(one, allowUnenforced));
        return new LinkedHashSet<>(compiler.compile(state.resources(), state.view().position().configuration()).diagnostics());
    }

    /** Those about the written objects first. */
    private static List<Diagnostic> warnings(Set<Diagnostic> news, Set<ObjectRef> written) {
        var warnings = new ArrayList<Diagnostic>();
        for (ObjectRef one : written) {
            if (!NOT_YET_ENFORCED.contains(one.kind())) continue;
            warnings.add(new Diagnostic(AdmissionCode.NOT_YET_ENFORCED, one, "",
                    one.kind().kind() + " is stored, but not yet enforced by this version", ""));
        }
        for (Diagnostic one : news) if (one.severity() == Severity.WARNING && written.contains(one.object())) warnings.add(one);
        for (Diagnostic one : news) if (one.severity() == Severity.WARNING && !written.contains(one.object())) warnings.add(one);
        return warnings.size() <= MAX_WARNINGS ? warnings : warnings.subList(0, MAX_WARNINGS);
    }
}
