package dev.sluice.reader;

import java.util.ArrayList;
import java.util.List;

/** From a text to its documents. A document that begins with a brace is JSON, unless it turns out to be YAML's flow style. */
final class TextParser {
    private TextParser() {}

    static List<Parsed> parse(String text, Limits limits) {
        if (text.length() > limits.characters()) {
            var fault = new Parsed.Fault(ReaderCode.TOO_LARGE, 1, "",
                    "the text has " + text.length() + " characters, at most " + limits.characters() + " are read",
                    "split it into several files");
            return List.of(new Parsed(null, new Position.Leaf(1), List.of(fault)));
        }
        var documents = new ArrayList<Parsed>();
        String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
        for (DocumentSplitter.Piece piece : DocumentSplitter.split(plain)) documents.addAll(parse(piece, limits));
        return documents;
    }

    private static List<Parsed> parse(DocumentSplitter.Piece piece, Limits limits) {
        if (!piece.text().stripLeading().startsWith("{")) return YamlComposer.parse(piece, limits);
        List<Parsed> json = JsonComposer.parse(piece, limits);
        if (isReadable(json)) return json;
        List<Parsed> yaml = YamlComposer.parse(piece, limits);
        return isReadable(yaml) ? yaml : json;
    }

    private static boolean isReadable(List<Parsed> documents) {
        return documents.stream().allMatch(document -> document.tree() != null);
    }
}
