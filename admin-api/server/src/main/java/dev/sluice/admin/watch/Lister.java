package dev.sluice.admin.watch;

import dev.sluice.admin.answer.Failure;
import dev.sluice.admin.kinds.Types;
import dev.sluice.admin.store.History;
import dev.sluice.admin.store.ObjectKey;
import dev.sluice.admin.store.ResourceType;
import dev.sluice.admin.store.Store;
import dev.sluice.admin.store.StoreView;
import dev.sluice.admin.store.StoredObject;
import dev.sluice.resources.Counter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Lists, page by page, each list at one revision throughout. May read the journal: called from virtual threads only. */
public final class Lister {
    private final Store store;

    public Lister(Store store) {
        this.store = store;
    }

    /**
     * @param next token for the rest; empty if there is none
     * @param remaining how many objects follow; 0 where selectors make it unknown
     */
    public record Page(List<StoredObject> objects, long revision, String next, long remaining) {
        public Page {
            objects = List.copyOf(objects);
        }
    }

    /** Where a list goes on: everything after {@code namespace/name}, at {@code revision}. */
    private record Token(long revision, String namespace, String name) {
        String text() {
            return Base64.getUrlEncoder().withoutPadding()
                    .encodeToString((revision + "/" + namespace + "/" + name).getBytes(StandardCharsets.UTF_8));
        }

        static Token parse(String text) {
            try {
                String[] parts = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split("/", -1);
                if (parts.length == 3 && !parts[2].isEmpty()) return new Token(Long.parseLong(parts[0]), parts[1], parts[2]);
            } catch (IllegalArgumentException notOurs) {
                // answered below
            }
            throw Failure.badRequest("continue key is not valid: the token was not given out by this server").exception();
        }
    }

    /**
     * @param exactly the revision to show; empty for the newest
     * @param limit how many objects at most; 0 for all
     */
    public Page list(ListQuery query, OptionalLong exactly, long limit, String continueToken) {
        Token from = continueToken.isEmpty() ? null : Token.parse(continueToken);
        OptionalLong revision = from == null ? exactly : OptionalLong.of(from.revision());
        Source source = source(query, revision);
        ObjectKey after = from == null ? null : new ObjectKey(Types.of(query.kind()), from.namespace(), from.name());
        var page = new ArrayList<StoredObject>();
        long more = 0;
        for (StoredObject one : source.objects()) {
            if (after != null && one.key().compareTo(after) <= 0 || !query.selects(one.tree())) continue;
            if (limit > 0 && page.size() >= limit) more++;
            else
                page.add(one);
        }
        String next = more == 0 ? "" : new Token(source.revision(), page.getLast().key().namespace(), page.getLast().key().name()).text();
        return new Page(page, source.revision(), next,
                query.labels().requirements().isEmpty() && query.fields().terms().isEmpty() ? more : 0);
    }

    private record Source(List<StoredObject> objects, long revision) {}

    private Source source(ListQuery query, OptionalLong revision) {
        Counter counter = query.kind().counter();
        StoreView view = store.view();
        long newest = view.position().of(counter);
        if (revision.isEmpty() || revision.getAsLong() == newest) return new Source(current(view, query), newest);
        return switch (store.history().objectsAt(counter, revision.getAsLong())) {
            case History.Past.Known past ->
                new Source(past.objects().stream().filter(one -> isOf(query, one)).toList(), revision.getAsLong());
            case History.Past.Gone gone ->
                throw Failure.expired("The provided continue parameter or resource version is too old: the oldest that can be listed is "
                        + gone.oldest() + ". Start a new list without it.").exception();
            case History.Past.TooLarge ahead -> throw Failure.tooLargeResourceVersion(revision.getAsLong(), ahead.current()).exception();
        };
    }

    private static boolean isOf(ListQuery query, StoredObject one) {
        return one.key().type().equals(Types.of(query.kind()))
                && (query.namespace().isEmpty() || query.namespace().equals(one.key().namespace()));
    }

    private static List<StoredObject> current(StoreView view, ListQuery query) {
        ResourceType type = Types.of(query.kind());
        return query.namespace().isEmpty() ? view.list(type) : view.list(type, query.namespace());
    }

    /** Whether the newest state is at least as new as {@code revision} asks. */
    public Optional<Failure> notYet(ListQuery query, long revision) {
        long newest = store.view().position().of(query.kind().counter());
        return revision > newest ? Optional.of(Failure.tooLargeResourceVersion(revision, newest)) : Optional.empty();
    }
}
