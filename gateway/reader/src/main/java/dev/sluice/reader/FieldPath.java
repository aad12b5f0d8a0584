package dev.sluice.reader;

import org.jspecify.annotations.Nullable;

/** A path from an object's root, built while walking down; made a text only where something is to be said. */
record FieldPath(@Nullable FieldPath parent, String step) {
    static final FieldPath ROOT = new FieldPath(null, "");

    FieldPath field(String name) {
        return new FieldPath(this, plain(name) ? "." + name : "[" + name + "]");
    }

    /** An entry of a map: its name is the user's, not the schema's. */
    FieldPath key(String name) {
        return new FieldPath(this, "[" + name + "]");
    }

    FieldPath index(int index) {
        return new FieldPath(this, "[" + index + "]");
    }

    private static boolean plain(String name) {
        return name.indexOf('.') < 0 && name.indexOf('[') < 0 && name.indexOf(']') < 0;
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        append(text);
        return text.length() > 0 && text.charAt(0) == '.' ? text.substring(1) : text.toString();
    }

    private void append(StringBuilder text) {
        if (parent != null) parent.append(text);
        text.append(step);
    }
}
