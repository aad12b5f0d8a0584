package dev.sluice.resources;

/**
 * A place in a text.
 *
 * @param file the file's name as the user gave it, or a word for where the text came from ({@code stdin}, {@code request body})
 * @param line counted from 1; 0 where no line is known
 */
public record SourceRef(String file, int line) {
    /** Nothing is known about the place. */
    public static final SourceRef UNKNOWN = new SourceRef("", 0);

    @Override
    public String toString() {
        return line > 0 ? file + ":" + line : file;
    }
}
