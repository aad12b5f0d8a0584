package dev.sluice.reader;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** From a text to its documents. A document that begins with a brace is JSON, unless it turns out to be YAML's flow style. */
final class TextParser {
    /** An action of Go's templates at the beginning of a line or after a key. */
    private static final Pattern TEMPLATE = Pattern.compile("(?m)(^|:)[ \\t]*\\{\\{-? ?[a-zA-Z.$(]");

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
        List<Parsed> parsed = parsed(piece, limits);
        return isReadable(parsed) || !TEMPLATE.matcher(piece.text()).find() ? parsed : parsed.stream().map(TextParser::asTemplate).toList();
    }

    /** Whoever points at a chart's folder is helped little by what a YAML parser thinks of it. */
    private static Parsed asTemplate(Parsed of) {
        var faults = of.faults().stream().map(fault -> fault.code() == ReaderCode.SYNTAX
                ? new Parsed.Fault(fault.code(), fault.line(), fault.field(), fault.message(),
                        "this is a template ({{ ... }}): render it first, as with 'helm template'")
                : fault).toList();
        return new Parsed(of.tree(), of.position(), faults);
    }

    private static List<Parsed> parsed(DocumentSplitter.Piece piece, Limits limits) {
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
