package dev.sluice.rules.match;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the first of many items, in their order, whose path pattern fits and that a further check accepts, without walking them all: a hash of exact
 * paths, a trie of prefixes with the items' ordinals, and a second trie that ignores ASCII case. Regexes hang in the trie at the literal text they begin
 * with. Immutable; finding makes no object.
 */
public final class PathIndex<T> {
    /** How an item's path can match. What {@link Prefix} finds with {@code sure} false must be matched by the caller's check itself. */
    public sealed interface Key {
        record Exact(String text, boolean anyCase) implements Key {}

        /** @param sure false if the prefix is necessary but not sufficient */
        record Prefix(String text, boolean anyCase, boolean sure) implements Key {}
    }

    /** What an item asks besides its path. {@code F} is handed through, so that a check need capture nothing. */
    public interface Check<T, F> {
        boolean accepts(T item, F facts);
    }

    private static final int NONE = Integer.MAX_VALUE;

    private final List<T> items;
    private final StringTable<int[]> exact;
    private final TrieNode trie;
    private final TrieNode anyCase;

    private PathIndex(List<T> items, StringTable<int[]> exact, TrieNode trie, TrieNode anyCase) {
        this.items = items;
        this.exact = exact;
        this.trie = trie;
        this.anyCase = anyCase;
    }

    /** The order of {@code items} is their precedence. */
    public static <T> PathIndex<T> of(List<T> items, Function<T, Key> key) {
        var exact = new java.util.HashMap<String, int[]>();
        var trie = new TrieNode("");
        var anyCase = new TrieNode("");
        var list = List.copyOf(items);
        for (int ordinal = 0; ordinal < list.size(); ordinal++) {
            switch (key.apply(list.get(ordinal))) {
                case Key.Exact it when it.anyCase() -> anyCase.insert(TrieNode.fold(it.text()), ordinal, true);
                case Key.Exact it -> exact.merge(it.text(), new int[]{ordinal}, TrieNode::appended);
                case Key.Prefix it when it.anyCase() -> anyCase.insert(TrieNode.fold(it.text()), ordinal, false);
                case Key.Prefix it -> trie.insert(it.text(), ordinal, false);
            }
        }
        return new PathIndex<>(list, StringTable.of(exact), trie, anyCase);
    }

    /**
     * The first item whose path fits {@code path} and that {@code check} accepts; null if there is none.
     *
     * @param tally hears what is compared; null if nobody asks
     */
    public <F> @Nullable T first(String path, F facts, Check<? super T, F> check, @Nullable Tally tally) {
        int best = NONE;
        int[] hit = exact.find(path, 0, path.length(), tally);
        if (hit != null) best = scan(hit, best, facts, check, tally);
        best = walk(trie, path, false, best, facts, check, tally);
        best = walk(anyCase, path, true, best, facts, check, tally);
        return best == NONE ? null : items.get(best);
    }

    private <F> int walk(TrieNode root, String path, boolean fold, int best, F facts, Check<? super T, F> check, @Nullable Tally tally) {
        TrieNode node = root;
        int at = 0;
        while (node != null && node.lowest < best) {
            best = scan(node.prefixes, best, facts, check, tally);
            if (at == path.length()) return scan(node.exacts, best, facts, check, tally);
            TrieNode child = node.child(fold ? TrieNode.fold(path.charAt(at)) : path.charAt(at));
            if (child != null && tally != null) tally.text();
            if (child == null || !child.labelMatches(path, at, fold)) return best;
            at += child.label.length();
            node = child;
        }
        return best;
    }

    private <F> int scan(int[] ordinals, int best, F facts, Check<? super T, F> check, @Nullable Tally tally) {
        for (int ordinal : ordinals) {
            if (ordinal >= best) return best;
            if (tally != null) tally.item();
            if (check.accepts(items.get(ordinal), facts)) return ordinal;
        }
        return best;
    }

    public List<T> items() {
        return items;
    }

    /** A node of a radix tree. Changed while it is built only. */
    private static final class TrieNode {
        private static final int[] NO_ORDINALS = {};

        private String label;
        private char[] firsts = {};
        private TrieNode[] children = {};
        private int[] prefixes = NO_ORDINALS;
        private int[] exacts = NO_ORDINALS;
        private int lowest = NONE;

        TrieNode(String label) {
            this.label = label;
        }

        void insert(String text, int ordinal, boolean whole) {
            lowest = Math.min(lowest, ordinal);
            if (text.isEmpty()) {
                if (whole) exacts = appended(exacts, new int[]{ordinal});
                else
                    prefixes = appended(prefixes, new int[]{ordinal});
                return;
            }
            int at = Arrays.binarySearch(firsts, text.charAt(0));
            if (at < 0) {
                var leaf = new TrieNode(text);
                leaf.insert("", ordinal, whole);
                add(-at - 1, leaf);
                return;
            }
            TrieNode child = children[at];
            int common = commonLength(child.label, text);
            if (common < child.label.length()) {
                var between = new TrieNode(child.label.substring(0, common));
                child.label = child.label.substring(common);
                between.add(0, child);
                between.lowest = child.lowest;
                children[at] = between;
                child = between;
            }
            child.insert(text.substring(common), ordinal, whole);
        }

        private void add(int at, TrieNode child) {
            var newFirsts = new char[firsts.length + 1];
            var newChildren = Arrays.copyOf(children, children.length + 1);
            System.arraycopy(firsts, 0, newFirsts, 0, at);
            System.arraycopy(firsts, at, newFirsts, at + 1, firsts.length - at);
            System.arraycopy(children, at, newChildren, at + 1, children.length - at);
            newFirsts[at] = child.label.charAt(0);
            newChildren[at] = child;
            firsts = newFirsts;
            children = newChildren;
        }

        @Nullable
        TrieNode child(char first) {
            int at = Arrays.binarySearch(firsts, first);
            return at < 0 ? null : children[at];
        }

        boolean labelMatches(String path, int at, boolean fold) {
            if (!fold) return path.startsWith(label, at);
            if (at + label.length() > path.length()) return false;
            for (int i = 0; i < label.length(); i++) {
                if (fold(path.charAt(at + i)) != label.charAt(i)) return false;
            }
            return true;
        }

        static int[] appended(int[] list, int[] more) {
            int[] all = Arrays.copyOf(list, list.length + more.length);
            System.arraycopy(more, 0, all, list.length, more.length);
            return all;
        }

        static char fold(char c) {
            return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
        }

        static String fold(String text) {
            var out = new StringBuilder(text.length());
            for (int i = 0; i < text.length(); i++) out.append(fold(text.charAt(i)));
            return out.toString();
        }

        private static int commonLength(String a, String b) {
            int end = Math.min(a.length(), b.length());
            int at = 0;
            while (at < end && a.charAt(at) == b.charAt(at)) at++;
            return at;
        }
    }
}
