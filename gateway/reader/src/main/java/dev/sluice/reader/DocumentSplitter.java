package dev.sluice.reader;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a text at the lines that begin with YAML's document marker. The marker ends a document wherever it stands (YAML 1.2, rule
 * c-forbidden), so that a syntax fault in one document need not hide the others.
 */
final class DocumentSplitter {
    private DocumentSplitter() {}

    /** @param linesBefore lines of the whole text that come before this piece */
    record Piece(String text, int linesBefore) {}

    static List<Piece> split(String text) {
        var pieces = new ArrayList<Piece>();
        int start = 0;
        int startLine = 0;
        int line = 0;
        for (int at = 0; at < text.length(); at = nextLine(text, at), line++) {
            if (at > start && isMarker(text, at)) {
                add(pieces, text.substring(start, at), startLine);
                start = at;
                startLine = line;
            }
        }
        add(pieces, text.substring(start), startLine);
        return pieces;
    }

    private static int nextLine(String text, int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end + 1;
    }

    private static boolean isMarker(String text, int at) {
        if (!text.startsWith("---", at)) return false;
        return at + 3 == text.length() || Character.isWhitespace(text.charAt(at + 3));
    }

    /** Leaves out pieces that hold nothing but blanks, comments, directives and markers. */
    private static void add(List<Piece> pieces, String text, int linesBefore) {
        boolean empty = text.lines().map(String::strip)
                .allMatch(
                        line -> line.isEmpty() || line.startsWith("#") || line.startsWith("%") || line.equals("---") || line.equals("..."));
        if (!empty) pieces.add(new Piece(text, linesBefore));
    }
}
