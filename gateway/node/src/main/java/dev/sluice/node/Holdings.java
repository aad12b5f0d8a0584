package dev.sluice.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.node.source.Batch;
import dev.sluice.node.source.ObjectName;
import dev.sluice.resources.Diagnostic;
import dev.sluice.resources.Kind;
import dev.sluice.resources.ObjectRef;
import dev.sluice.resources.Resource;
import dev.sluice.rules.compile.ResourceSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The objects that a node holds: each as the source has it, and each in the last version that could be used. One owner, one thread.
 */
final class Holdings {
    private Map<ObjectName, Held> byName = new LinkedHashMap<>();
    private final Map<ObjectName, Held> before = new HashMap<>();
    private final Set<Kind> touched = EnumSet.noneOf(Kind.class);
    private ResourceSet resources = ResourceSet.of(List.of());

    /**
     * One object.
     *
     * @param newest as the source has it; null for a text that is no object
     * @param good the last version that could be used, and {@code resource} what it means; null if none could
     * @param problems why the newest is not the good one; empty if it is
     */
    record Held(@Nullable ObjectNode newest, @Nullable ObjectNode good, @Nullable Resource resource, List<Diagnostic> problems) {}

    /** Takes a transaction. What is bad of it changes nothing but the list of problems. */
    void take(Batch batch) {
        var next = batch.whole() ? new LinkedHashMap<ObjectName, Held>() : byName;
        var changed = new ArrayList<Resource>();
        var removed = new ArrayList<ObjectRef>();
        for (ObjectName name : batch.kept()) {
            Held old = byName.get(name);
            if (old != null) next.put(name, old);
        }
        for (Batch.Entry entry : batch.put()) {
            Held old = byName.get(entry.name());
            Held now = old == null ? fresh(entry) : newer(entry, old);
            next.put(entry.name(), now);
            Resource was = old == null ? null : old.resource;
            if (now.resource != null && !now.resource.equals(was)) {
                before.putIfAbsent(entry.name(), old == null ? new Held(null, null, null, List.of()) : old);
                changed.add(now.resource);
                touched.add(now.resource.kind());
            }
        }
        var gone = batch.whole() ? byName.keySet().stream().filter(name -> !next.containsKey(name)).toList() : batch.removed();
        for (ObjectName name : gone) {
            Held old = byName.get(name);
            if (!batch.whole()) next.remove(name);
            before.remove(name);
            if (old == null || old.resource == null) continue;
            removed.add(old.resource.ref());
            touched.add(old.resource.kind());
        }
        byName = next;
        if (batch.whole()) resources = ResourceSet.of(usable());
        else
            resources = resources.with(changed, removed);
    }

    private static Held fresh(Batch.Entry entry) {
        return new Held(entry.tree(), entry.resource() == null ? null : entry.tree(), entry.resource(), problems(entry));
    }

    /** An equal resource keeps its identity, so that whoever compares sees at once that nothing changed. */
    private static Held newer(Batch.Entry entry, Held old) {
        if (entry.resource() == null) return new Held(entry.tree(), old.good, old.resource, problems(entry));
        return new Held(entry.tree(), entry.tree(), entry.resource().equals(old.resource) ? old.resource : entry.resource(),
                problems(entry));
    }

    private static List<Diagnostic> problems(Batch.Entry entry) {
        return entry.resource() == null ? entry.diagnostics() : List.of();
    }

    /**
     * Puts back the last version of those among {@code refused} that changed since {@link #settle} and had one that could be used.
     *
     * @param refused by object, why it could not be compiled
     * @return whether anything was put back
     */
    boolean fallBack(Map<ObjectName, List<Diagnostic>> refused) {
        var back = new ArrayList<Resource>();
        refused.forEach((name, why) -> {
            Held old = before.get(name);
            Held now = byName.get(name);
            if (old == null || old.resource == null || now == null) return;
            byName.put(name, new Held(now.newest, old.good, old.resource, why));
            back.add(old.resource);
        });
        if (back.isEmpty()) return false;
        resources = resources.with(back, List.of());
        return true;
    }

    /** What was taken so far is in force. */
    void settle() {
        before.clear();
        touched.clear();
    }

    /** Kinds of what changed since {@link #settle}. */
    Set<Kind> touched() {
        return touched;
    }

    ResourceSet resources() {
        return resources;
    }

    /** Objects whose newest version is not in force, and why. */
    Map<ObjectName, List<Diagnostic>> problems() {
        var found = new LinkedHashMap<ObjectName, List<Diagnostic>>();
        byName.forEach((name, held) -> {
            if (!held.problems.isEmpty()) found.put(name, held.problems);
        });
        return found;
    }

    Collection<Held> all() {
        return byName.values();
    }

    private List<Resource> usable() {
        var usable = new ArrayList<Resource>();
        for (Held held : byName.values()) {
            if (held.resource != null) usable.add(held.resource);
        }
        return usable;
    }
}
