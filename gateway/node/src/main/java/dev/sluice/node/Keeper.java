package dev.sluice.node;

import dev.sluice.dataplane.DataPlane;
import dev.sluice.dataplane.ListenerStatus;
import dev.sluice.dataplane.telemetry.NodeTelemetry;
import dev.sluice.node.dns.NameWatch;
import dev.sluice.node.source.Batch;
import dev.sluice.node.source.ConfigSource;
import dev.sluice.node.source.ObjectName;
import dev.sluice.node.source.Position;
import dev.sluice.node.source.SourceSink;
import dev.sluice.node.state.LastState;
import dev.sluice.reader.ReadDocument;
import dev.sluice.reader.ResourceReader;
import dev.sluice.resources.Diagnostic;
import dev.sluice.resources.Kind;
import dev.sluice.resources.Secret;
import dev.sluice.rules.compile.Compilation;
import dev.sluice.rules.compile.Compiler;
import dev.sluice.rules.decide.Dice;
import dev.sluice.rules.endpoints.DnsAnswers;
import dev.sluice.rules.endpoints.EndpointAssembler;
import dev.sluice.rules.endpoints.EndpointTable;
import dev.sluice.rules.snapshot.Snapshot;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The one thread that owns a node's configuration: takes transactions, joins those that wait, compiles what needs compiling, applies, reports, saves.
 * Everything else only puts into its queue.
 */
final class Keeper implements SourceSink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
    private static final Set<Kind> ENDPOINT_KINDS = EnumSet.of(Kind.WORKLOAD_ENTRY, Kind.ENDPOINT_SLICE);
    private static final Duration HEARTBEAT = Duration.ofSeconds(30);
    /** How often certificate files are looked at, where there are any. */
    private static final Duration FILES_LOOK = Duration.ofSeconds(2);
    /** New names get so long to be resolved before their routes go live; a name that cannot be resolved must not hold the others. */
    private static final Duration RESOLVE_WITHIN = Duration.ofSeconds(2);
    private static final Duration APPLY_WITHIN = Duration.ofSeconds(30);

    private final NodeSettings settings;
    private final ConfigSource source;
    private final DataPlane dataPlane;
    private final NodeTelemetry telemetry;
    private final InstantSource clock;
    private final Compiler compiler;
    private final NameWatch names;
    private final @Nullable StateKeeper state;
    private final BlockingQueue<Input> inputs = new LinkedBlockingQueue<>();
    private final CompletableFuture<Void> firstApplied = new CompletableFuture<>();
    private final Holdings holdings = new Holdings();
    private final ExpiryAlarm expiry = new ExpiryAlarm();
    private final ExpiryAlarm fileExpiry = new ExpiryAlarm();
    private final Thread thread;

    private Position position = new Position.Files();
    private Snapshot snapshot = Snapshot.EMPTY;
    private NodeMaterial material = NodeMaterial.none();
    private volatile DnsAnswers answers = DnsAnswers.NONE;
    private Set<String> watchedNames = Set.of();
    private List<ListenerStatus> listeners = List.of();
    private Map<ObjectName, List<Diagnostic>> compileErrors = Map.of();
    private Map<ObjectName, List<Diagnostic>> rejected = Map.of();
    private Map<String, String> secretProblems = Map.of();
    private Map<String, String> fileProblems = Map.of();
    private List<ListenerStatus> toldListeners = List.of();
    private long reportedAtMillis;

    private sealed interface Input {
        record Transaction(Batch batch) implements Input {}

        record Confirmed(Position position) implements Input {}

        record NamesResolved() implements Input {}

        record Stop() implements Input {}
    }

    Keeper(NodeSettings settings, ConfigSource source, DataPlane dataPlane, NodeTelemetry telemetry,
            InstantSource clock, Dice dice) {
        this.settings = settings;
        this.source = source;
        this.dataPlane = dataPlane;
        this.telemetry = telemetry;
        this.clock = clock;
        this.compiler = new Compiler(settings.view(), settings.allowUnenforced());
        this.names = new NameWatch(settings.dnsServers(), settings.dnsFailureInterval(), dice, this::resolved);
        this.state = settings.stateFolder() == null ? null : new StateKeeper(settings.stateFolder(), clock);
        this.thread = Thread.ofVirtual().name("sluice-keeper-" + settings.id()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    CompletableFuture<Void> firstApplied() {
        return firstApplied;
    }

    @Override
    public void transaction(Batch batch) {
        inputs.add(new Input.Transaction(batch));
    }

    @Override
    public void confirmed(Position at) {
        inputs.add(new Input.Confirmed(at));
    }

    private void resolved(DnsAnswers all) {
        answers = all;
        inputs.add(new Input.NamesResolved());
    }

    @Override
    public void close() {
        inputs.add(new Input.Stop());
        try {
            thread.join(APPLY_WITHIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        names.close();
        if (state != null) state.close();
    }

    private void run() {
        try {
            source.start(this, restore());
            while (true) {
                var waiting = new ArrayList<Input>();
                Input first = inputs.poll((material.files().isEmpty() ? HEARTBEAT : FILES_LOOK).toMillis(), TimeUnit.MILLISECONDS);
                if (first != null) waiting.add(first);
                inputs.drainTo(waiting);
                if (waiting.stream().anyMatch(Input.Stop.class::isInstance)) return;
                guarded(waiting);
                lookAtFiles();
                tellExpiry();
                if (clock.millis() - reportedAtMillis >= HEARTBEAT.toMillis() && firstApplied.isDone()) report();
            }
        } catch (InterruptedException e) {
            LOG.error("node {} follows its configuration no longer: interrupted", settings.id());
        }
    }

    /** Serves what was held when the node last ran. What was accepted then is not judged anew. */
    private ConfigSource.@Nullable Held restore() throws InterruptedException {
        if (state == null) return null;
        switch (state.load()) {
            case LastState.Loaded.Nothing nothing -> {
                return null;
            }
            case LastState.Loaded.Damaged damaged -> {
                LOG.warn("the last state of node {} is not used: {}", settings.id(), damaged.why());
                return null;
            }
            case LastState.Loaded.State(LastState.Saved saved) -> {
                var good = new ArrayList<Batch.Entry>();
                var newest = new ArrayList<Batch.Entry>();
                for (LastState.Entry entry : saved.entries()) {
                    if (entry.good() != null) good.add(read(entry.good()));
                    if (!entry.newest().equals(entry.good())) newest.add(read(entry.newest()));
                }
                holdings.take(new Batch(true, good, List.of(), List.of(), saved.position()));
                if (!newest.isEmpty()) holdings.take(new Batch(false, newest, List.of(), List.of(), saved.position()));
                position = saved.position();
                apply();
                LOG.info("node {} serves the last state: {} objects", settings.id(), saved.entries().size());
                return new ConfigSource.Held(saved.position(), saved.entries().stream().map(LastState.Entry::newest).toList());
            }
        }
    }

    private static Batch.Entry read(com.fasterxml.jackson.databind.node.ObjectNode tree) {
        ReadDocument document = ResourceReader.readTree(tree, "last state");
        return new Batch.Entry(ObjectName.of(tree), document.tree(), document.resource(), document.diagnostics());
    }

    /** A fault of ours leaves the last good snapshot in force; the next transaction tries again. */
    private void guarded(List<Input> waiting) throws InterruptedException {
        try {
            handle(waiting);
        } catch (RuntimeException e) {
            LOG.error("node {}: configuration could not be applied, revision {} stays in force", settings.id(), snapshot.revision(), e);
        }
    }

    private void handle(List<Input> waiting) throws InterruptedException {
        boolean changed = false;
        boolean resolved = false;
        for (Input input : waiting) {
            switch (input) {
                case Input.Transaction(Batch batch) -> {
                    holdings.take(batch);
                    position = batch.position();
                    changed = true;
                }
                case Input.Confirmed(Position at) -> position = at;
                case Input.NamesResolved names -> resolved = true;
                case Input.Stop stop -> {
                }
            }
        }
        if (changed) {
            apply();
            if (state != null) state.save(position, holdings.all());
        } else if (resolved && firstApplied.isDone()) {
            dataPlane.endpoints(endpoints());
        }
        if (changed || waiting.stream().anyMatch(Input.Confirmed.class::isInstance)) telemetry.configConfirmed(clock.millis());
    }

    private void apply() throws InterruptedException {
        long began = clock.millis();
        Set<Kind> touched = EnumSet.noneOf(Kind.class);
        touched.addAll(holdings.touched());
        boolean first = !firstApplied.isDone();
        boolean endpointsOnly = !first && !touched.isEmpty() && ENDPOINT_KINDS.containsAll(touched);
        boolean recompile = first || touched.stream().anyMatch(kind -> kind != Kind.SECRET && !ENDPOINT_KINDS.contains(kind));
        if (recompile) compile();
        if (first || !touched.isEmpty()) resolveNewNames();
        if (endpointsOnly) {
            dataPlane.endpoints(endpoints());
        } else if (first || !touched.isEmpty()) {
            material = new NodeMaterial(
                    SecretMaterial.of(holdings.resources().all(Secret.class), settings.view().namespace(), material.secrets()),
                    FileMaterial.of(snapshot.listeners(), material.files()));
            toDataPlane();
        }
        holdings.settle();
        tellProblems();
        if (first) firstApplied.complete(null);
        report();
        LOG.info("node {} applied {} as revision {} in {} ms{}", settings.id(), position, snapshot.revision(), clock.millis() - began,
                rejected.isEmpty() ? "" : ", " + rejected.size() + " objects rejected");
    }

    private void toDataPlane() throws InterruptedException {
        listeners = await(dataPlane.apply(snapshot, endpoints(), material));
        telemetry.applied(snapshot.revision(), (int) listeners.stream().filter(one -> !one.problem().isEmpty()).count());
    }

    /** Certificates in files are renewed behind our back; connections stay, new ones get the new certificate. */
    private void lookAtFiles() throws InterruptedException {
        if (material.files().isEmpty()) return;
        FileMaterial now = material.files().again();
        boolean same = now.gives(material.files());
        material = new NodeMaterial(material.secrets(), now);
        if (!same) {
            toDataPlane();
            LOG.info("node {}: certificate files have changed and are in use", settings.id());
        }
        tellProblems();
        if (!same) report();
    }

    /** Objects of this transaction that cannot be compiled go back to their last good version, once: the others must not suffer for them. */
    private void compile() {
        Compilation compilation = compiler.compile(holdings.resources(), snapshot.revision() + 1);
        if (holdings.fallBack(errors(compilation))) compilation = compiler.compile(holdings.resources(), snapshot.revision() + 1);
        compileErrors = errors(compilation);
        snapshot = compilation.snapshot();
    }

    private static Map<ObjectName, List<Diagnostic>> errors(Compilation compilation) {
        var errors = new LinkedHashMap<ObjectName, List<Diagnostic>>();
        for (Diagnostic one : compilation.diagnostics()) {
            if (one.isError() && one.object() != null)
                errors.computeIfAbsent(ObjectName.of(one.object()), any -> new ArrayList<>()).add(one);
        }
        return errors;
    }

    private EndpointTable endpoints() {
        return EndpointAssembler.assemble(holdings.resources(), snapshot.clusters().values(), answers);
    }

    private void resolveNewNames() throws InterruptedException {
        Set<String> wanted = Set.copyOf(EndpointAssembler.names(holdings.resources(), snapshot.clusters().values()));
        if (wanted.equals(watchedNames)) return;
        CompletionStage<Void> all = names.watch(wanted);
        watchedNames = wanted;
        try {
            all.toCompletableFuture().get(RESOLVE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("node {}: some of the names {} are not resolved yet; their routes go live all the same", settings.id(), wanted);
        } catch (ExecutionException e) {
            throw new IllegalStateException("watching names never fails", e);
        }
    }

    private List<ListenerStatus> await(CompletionStage<List<ListenerStatus>> applied) throws InterruptedException {
        try {
            return applied.toCompletableFuture().get(APPLY_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.error("node {}: the data plane did not say within {} s that revision {} is applied", settings.id(),
                    APPLY_WITHIN.toSeconds(),
                    snapshot.revision());
        } catch (ExecutionException e) {
            LOG.error("node {}: the data plane failed to apply revision {}", settings.id(), snapshot.revision(), e.getCause());
        }
        return dataPlane.listeners();
    }

    /** Says each problem once, when it comes and when it goes. */
    private void tellProblems() {
        var now = new LinkedHashMap<>(compileErrors);
        now.putAll(holdings.problems());
        now.forEach((name, why) -> {
            if (!why.equals(rejected.get(name))) LOG.warn("node {}: {} is not in force: {}", settings.id(), name, why);
        });
        for (ObjectName name : rejected.keySet()) {
            if (!now.containsKey(name)) LOG.info("node {}: {} is in force again, or gone", settings.id(), name);
        }
        rejected = now;
        telemetry.rejected(rejected.size());
        Map<String, String> secrets = material.secrets().problems();
        secrets.forEach((name, why) -> {
            if (!why.equals(secretProblems.get(name)))
                LOG.warn("node {}: Secret {}/{} gives no certificate: {}", settings.id(), settings.view().namespace(), name, why);
        });
        secretProblems = secrets;
        Map<String, String> files = material.files().problems();
        files.forEach((file, why) -> {
            if (!why.equals(fileProblems.get(file))) LOG.warn("node {}: certificate file {}: {}", settings.id(), file, why);
        });
        fileProblems = files;
        var ends = new LinkedHashMap<>(material.secrets().expiries());
        ends.putAll(material.files().expiries());
        telemetry.certificates(ends);
        for (ListenerStatus one : listeners) {
            if (!one.problem().isEmpty() && !toldListeners.contains(one))
                LOG.warn("node {}: listener {} on port {}: {}", settings.id(), one.listener(), one.boundPort(), one.problem());
        }
        toldListeners = listeners;
    }

    private void tellExpiry() {
        for (ExpiryAlarm.Alarm one : expiry.due(material.secrets().expiries(), clock.instant())) {
            LOG.atLevel(one.expired() ? Level.ERROR : Level.WARN).log("node {}: the certificate of Secret {}/{} {}", settings.id(),
                    settings.view().namespace(), one.name(), one.words());
        }
        for (ExpiryAlarm.Alarm one : fileExpiry.due(material.files().expiries(), clock.instant())) {
            LOG.atLevel(one.expired() ? Level.ERROR : Level.WARN).log("node {}: the certificate in {} {}", settings.id(), one.name(),
                    one.words());
        }
    }

    private void report() {
        reportedAtMillis = clock.millis();
        source.report(new InstanceReport(position, settings.version(), snapshot, listeners, rejected).toJson(firstApplied.isDone(),
                clock.instant()));
    }
}
