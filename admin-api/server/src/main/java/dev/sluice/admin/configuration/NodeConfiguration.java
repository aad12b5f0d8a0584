package dev.sluice.admin.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.json.Trees;
import dev.sluice.admin.kinds.Types;
import dev.sluice.admin.store.Change;
import dev.sluice.admin.store.ObjectKey;
import dev.sluice.admin.store.ResourceType;
import dev.sluice.admin.store.StoreView;
import dev.sluice.admin.store.StoredObject;
import dev.sluice.resources.Counter;
import dev.sluice.resources.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one node is to know, at one position: all configuration and runtime objects, of Secrets only those of its namespace that its Gateways and the
 * DestinationRules visible to it name. Moved on transaction by transaction; keeps only what that needs. Does no I/O. Not thread-safe.
 */
final class NodeConfiguration {
    private static final ObjectKey MESH = Types.key(Kind.MESH_CONFIG, "", "default");

    private final NodeScope scope;
    private final Map<ObjectKey, StoredObject> referrers = new HashMap<>();
    private final Map<String, StoredObject> secrets = new HashMap<>();
    private final SetDigest digest = new SetDigest();
    private List<String> defaultExport = List.of();
    private Set<String> names = Set.of();

    NodeConfiguration(NodeScope scope, StoreView view) {
        this.scope = scope;
        view.get(MESH).ifPresent(mesh -> defaultExport = exportOf(mesh));
        for (StoredObject one : view.list(Types.of(Kind.GATEWAY))) remember(one);
        for (StoredObject one : view.list(Types.of(Kind.DESTINATION_RULE))) remember(one);
        for (StoredObject one : view.list(Types.of(Kind.SECRET), scope.namespace())) secrets.put(one.key().name(), one);
        names = names();
        for (StoredObject one : objects(view)) digest.add(kind(one.key()).orElseThrow(), one);
    }

    /** All that the node is to know of {@code view}, which must be at this configuration's position. */
    List<StoredObject> objects(StoreView view) {
        var all = new ArrayList<StoredObject>();
        for (ResourceType type : view.types()) {
            Optional<Kind> kind = Types.kind(type).filter(one -> one.counter() != Counter.FLEET);
            if (kind.isEmpty()) continue;
            if (kind.get() != Kind.SECRET) all.addAll(view.list(type));
        }
        names.stream().sorted().map(secrets::get).filter(java.util.Objects::nonNull).forEach(all::add);
        return all;
    }

    String digest() {
        return digest.hex();
    }

    /** Moves on over one transaction; what the node hears of it. */
    List<ViewEvent> step(List<Change> changes) {
        var events = new ArrayList<ViewEvent>();
        var touched = new HashMap<String, Optional<StoredObject>>();
        boolean referencesChanged = false;
        for (Change change : changes) {
            Optional<Kind> kind = kind(change.key());
            if (kind.isEmpty() || kind.get().counter() == Counter.FLEET) continue;
            if (kind.get() == Kind.SECRET) {
                if (change.key().namespace().equals(scope.namespace())) touch(change, touched);
                continue;
            }
            referencesChanged |= refer(kind.get(), change);
            tell(kind.get(), before(change), after(change), lastOf(change), events);
        }
        Set<String> old = names;
        if (referencesChanged) names = names();
        tellSecrets(old, touched, events);
        return events;
    }

    private void touch(Change change, Map<String, Optional<StoredObject>> touched) {
        String name = change.key().name();
        touched.put(name, Optional.ofNullable(before(change)));
        StoredObject after = after(change);
        if (after == null) secrets.remove(name);
        else
            secrets.put(name, after);
    }

    private void tellSecrets(Set<String> old, Map<String, Optional<StoredObject>> touched, List<ViewEvent> events) {
        var candidates = new HashSet<>(touched.keySet());
        for (String name : old) if (!names.contains(name)) candidates.add(name);
        for (String name : names) if (!old.contains(name)) candidates.add(name);
        for (String name : candidates) {
            StoredObject now = secrets.get(name);
            StoredObject then = touched.containsKey(name) ? touched.get(name).orElse(null) : now;
            StoredObject had = old.contains(name) ? then : null;
            StoredObject has = names.contains(name) ? now : null;
            if (had != null && has == null && now != null) {
                digest.remove(Kind.SECRET, had);
                events.add(new ViewEvent.Hidden(now));
            } else if (had == null || !had.equals(has)) {
                tell(Kind.SECRET, had, has, had, events);
            }
        }
    }

    private void tell(Kind kind, @Nullable StoredObject before, @Nullable StoredObject after, @Nullable StoredObject last,
            List<ViewEvent> events) {
        if (before != null) digest.remove(kind, before);
        if (after != null) digest.add(kind, after);
        if (before == null && after != null) events.add(new ViewEvent.Added(after));
        else if (after != null) events.add(new ViewEvent.Modified(after));
        else if (before != null) events.add(new ViewEvent.Deleted(last == null ? before : last));
    }

    /** Whether the names of Secrets may have changed. */
    private boolean refer(Kind kind, Change change) {
        StoredObject after = after(change);
        if (kind == Kind.MESH_CONFIG && change.key().equals(MESH)) {
            defaultExport = after == null ? List.of() : exportOf(after);
            return true;
        }
        if (kind != Kind.GATEWAY && kind != Kind.DESTINATION_RULE) return false;
        boolean knewSome = referrers.remove(change.key()) != null;
        if (after != null) remember(after);
        return knewSome || referrers.containsKey(change.key());
    }

    private void remember(StoredObject object) {
        if (SecretNames.mentionsAny(object.tree())) referrers.put(object.key(), object);
    }

    private Set<String> names() {
        var all = new HashSet<String>();
        for (StoredObject one : referrers.values()) all.addAll(SecretNames.of(one.tree(), scope, defaultExport));
        return all;
    }

    private static List<String> exportOf(StoredObject mesh) {
        var export = new ArrayList<String>();
        for (JsonNode one : Trees.at(mesh.tree(), "spec", "defaultDestinationRuleExportTo")) export.add(one.asText());
        return List.copyOf(export);
    }

    static Optional<Kind> kind(ObjectKey key) {
        return Types.kind(key.type());
    }

    private static @Nullable StoredObject before(Change change) {
        return switch (change) {
            case Change.Created created -> null;
            case Change.Updated updated -> updated.before();
            case Change.Deleted deleted -> deleted.before();
            case Change.Unchanged same -> same.object();
        };
    }

    private static @Nullable StoredObject after(Change change) {
        return switch (change) {
            case Change.Created created -> created.object();
            case Change.Updated updated -> updated.after();
            case Change.Deleted deleted -> null;
            case Change.Unchanged same -> same.object();
        };
    }

    private static @Nullable StoredObject lastOf(Change change) {
        return change instanceof Change.Deleted deleted ? deleted.last() : null;
    }

    /** The change that takes {@code change} back. */
    static Change inverse(Change change) {
        return switch (change) {
            case Change.Created created -> new Change.Deleted(created.object(), created.object());
            case Change.Updated updated -> new Change.Updated(updated.after(), updated.before());
            case Change.Deleted deleted -> new Change.Created(deleted.before());
            case Change.Unchanged same -> same;
        };
    }
}
