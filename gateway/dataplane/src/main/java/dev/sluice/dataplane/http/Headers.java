package dev.sluice.dataplane.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Header fields in order, as bytes: names in lower case, values as received. One array holds all texts, as lines ({@code name: value} and CRLF) where
 * they are ours or came so, so that runs of unchanged lines are copied as one slice and a text becomes a String only when somebody asks. Names that are
 * asked for or given are lower case. Texts are UTF-8, bytes that are not come out as U+FFFD and are still forwarded as they came. Not thread-safe:
 * belongs to one exchange.
 */
public final class Headers {
    private static final int STRIDE = 4;
    private static final int NAME = 0;
    private static final int NAME_LENGTH = 1;
    private static final int VALUE = 2;
    private static final int VALUE_LENGTH = 3;

    private byte[] texts;
    private int used;
    private int[] fields;
    private int count;
    /** A bit for each name that was ever added, by a weak hash: most names that are asked for are not there, and this tells so at once. */
    private long names;
    private boolean underscored;

    public Headers() {
        this(512, 16);
    }

    /** @param bytes and {@code count}: room to begin with */
    public Headers(int bytes, int count) {
        texts = new byte[bytes];
        fields = new int[count * STRIDE];
    }

    private Headers(byte[] texts, int used, int count) {
        this.texts = texts;
        this.used = used;
        this.fields = new int[count * STRIDE];
    }

    /**
     * Without fields yet, over bytes in which they stand; each is made known by {@link #addHere}. Takes the array over; what is behind {@code used} is
     * room for fields to be added.
     */
    public static Headers over(byte[] texts, int used, int count) {
        return new Headers(texts, used, count);
    }

    /** The number of fields; a name may occur in several. */
    public int size() {
        return count;
    }

    /** The bytes of all names and values, removed ones aside. */
    public int bytes() {
        int sum = 0;
        for (int i = 0; i < count; i++) sum += fields[i * STRIDE + NAME_LENGTH] + fields[i * STRIDE + VALUE_LENGTH];
        return sum;
    }

    /** The values of {@code name} (lower case) in order, joined by a comma; null if there is none. */
    public @Nullable String get(String name) {
        int first = find(name, 0);
        if (first < 0) return null;
        int next = find(name, first + 1);
        if (next < 0) return value(first);
        var joined = new StringBuilder(value(first));
        for (; next >= 0; next = find(name, next + 1)) joined.append(',').append(value(next));
        return joined.toString();
    }

    /** The first value of {@code name}; null if there is none. */
    public @Nullable String first(String name) {
        int at = find(name, 0);
        return at < 0 ? null : value(at);
    }

    public boolean contains(String name) {
        return find(name, 0) >= 0;
    }

    /** The index of the first field called {@code name} at or after {@code from}; -1 if there is none. */
    public int find(String name, int from) {
        int length = name.length();
        if (length == 0 || (names & bit(length, name.charAt(0), name.charAt(length - 1))) == 0) return -1;
        for (int i = from; i < count; i++) {
            if (nameIs(i, name)) return i;
        }
        return -1;
    }

    public boolean nameIs(int index, String name) {
        int at = index * STRIDE;
        return fields[at + NAME_LENGTH] == name.length() && equal(fields[at + NAME], name);
    }

    public boolean nameStartsWith(int index, String prefix) {
        int at = index * STRIDE;
        return fields[at + NAME_LENGTH] >= prefix.length() && equal(fields[at + NAME], prefix);
    }

    private boolean equal(int offset, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (texts[offset + i] != text.charAt(i)) return false;
        }
        return true;
    }

    /** Whether a field with an underscore in its name was ever among these. */
    public boolean anyUnderscore() {
        return underscored;
    }

    public boolean nameHas(int index, char one) {
        int at = fields[index * STRIDE + NAME];
        int end = at + fields[index * STRIDE + NAME_LENGTH];
        for (; at < end; at++) {
            if (texts[at] == one) return true;
        }
        return false;
    }

    /** Whether the value is the ASCII text {@code text}, byte for byte. */
    public boolean valueIs(int index, String text) {
        int at = index * STRIDE;
        return fields[at + VALUE_LENGTH] == text.length() && equal(fields[at + VALUE], text);
    }

    /** Whether the value is {@code text} (lower case), ASCII case ignored. */
    public boolean valueIsIgnoringCase(int index, String text) {
        int at = index * STRIDE;
        if (fields[at + VALUE_LENGTH] != text.length()) return false;
        for (int i = 0; i < text.length(); i++) {
            if (lower(texts[fields[at + VALUE] + i]) != text.charAt(i)) return false;
        }
        return true;
    }

    public String name(int index) {
        int at = index * STRIDE;
        return new String(texts, fields[at + NAME], fields[at + NAME_LENGTH], StandardCharsets.ISO_8859_1);
    }

    public String value(int index) {
        int at = index * STRIDE;
        return new String(texts, fields[at + VALUE], fields[at + VALUE_LENGTH], StandardCharsets.UTF_8);
    }

    /** The bytes in which all texts stand, as long as nothing is added; not to be changed. */
    public byte[] texts() {
        return texts;
    }

    /** Where the name stands in {@link #texts}. */
    public int nameAt(int index) {
        return fields[index * STRIDE + NAME];
    }

    /** Where the value stands in {@link #texts}. */
    public int valueAt(int index) {
        return fields[index * STRIDE + VALUE];
    }

    public int nameLength(int index) {
        return fields[index * STRIDE + NAME_LENGTH];
    }

    public int valueLength(int index) {
        return fields[index * STRIDE + VALUE_LENGTH];
    }

    /** A copy of the value's bytes. */
    public byte[] valueBytes(int index) {
        int at = index * STRIDE;
        return Arrays.copyOfRange(texts, fields[at + VALUE], fields[at + VALUE] + fields[at + VALUE_LENGTH]);
    }

    /** One byte of the value. */
    public byte valueByte(int index, int offset) {
        return texts[fields[index * STRIDE + VALUE] + offset];
    }

    /** The bytes that {@link #writeLines} writes at most. */
    public int lineBytes() {
        return bytes() + 4 * count;
    }

    /**
     * Writes all fields as lines of HTTP/1.1.
     *
     * @param to with room for {@link #lineBytes()} behind {@code at}
     * @return the place behind what was written
     */
    public int writeLines(byte[] to, int at) {
        int place = at;
        int i = 0;
        while (i < count) {
            int start = fields[i * STRIDE + NAME];
            int end = lineEnd(i);
            if (end < 0) {
                place = writeLine(i++, to, place);
                continue;
            }
            for (i++; i < count && fields[i * STRIDE + NAME] == end; i++) {
                int next = lineEnd(i);
                if (next < 0) break;
                end = next;
            }
            System.arraycopy(texts, start, to, place, end - start);
            place += end - start;
        }
        return place;
    }

    /** The place behind the field's line, if it stands here just as it would be written; else -1. */
    private int lineEnd(int index) {
        int at = index * STRIDE;
        int colon = fields[at + NAME] + fields[at + NAME_LENGTH];
        int end = fields[at + VALUE] + fields[at + VALUE_LENGTH];
        boolean whole = fields[at + VALUE] == colon + 2 && texts[colon] == ':' && texts[colon + 1] == ' ' && end + 2 <= used
                && texts[end] == '\r' && texts[end + 1] == '\n';
        return whole ? end + 2 : -1;
    }

    private int writeLine(int index, byte[] to, int at) {
        int field = index * STRIDE;
        int place = at;
        System.arraycopy(texts, fields[field + NAME], to, place, fields[field + NAME_LENGTH]);
        place += fields[field + NAME_LENGTH];
        to[place++] = ':';
        to[place++] = ' ';
        System.arraycopy(texts, fields[field + VALUE], to, place, fields[field + VALUE_LENGTH]);
        place += fields[field + VALUE_LENGTH];
        to[place++] = '\r';
        to[place++] = '\n';
        return place;
    }

    /** Each field in order, names repeated as often as they occur. */
    public void forEach(BiConsumer<String, String> action) {
        for (int i = 0; i < count; i++) action.accept(name(i), value(i));
    }

    /** Appends a field. {@code value} holds no CR, LF or NUL: whoever makes one from outside input has checked it; a breach throws. */
    public void add(String name, String value) {
        int length = name.length();
        room(length + value.length() + 4);
        int before = used;
        for (int i = 0; i < length; i++) texts[before + i] = (byte) name.charAt(i);
        lowerName(before, length);
        used = before + length;
        texts[used++] = ':';
        texts[used++] = ' ';
        value(before, length, value);
    }

    /** As {@link #add(String, String)}. */
    public void add(FieldName name, String value) {
        byte[] lead = name.lead();
        room(lead.length + value.length() + 2);
        int before = used;
        System.arraycopy(lead, 0, texts, used, lead.length);
        used += lead.length;
        value(before, name.length(), value);
    }

    public void add(Field field) {
        byte[] line = field.line();
        room(line.length);
        System.arraycopy(line, 0, texts, used, line.length);
        int nameLength = field.name().length();
        note(used, nameLength, used + nameLength + 2, field.valueLength());
        used += line.length;
    }

    /** Writes the value behind the name that stands before it, for which there is room if it is ASCII. */
    private void value(int line, int nameLength, String value) {
        int length = value.length();
        int all = 0;
        for (int i = 0; i < length; i++) {
            char one = value.charAt(i);
            if (one <= '\r' && (one == '\r' || one == '\n' || one == 0)) {
                used = line;
                throw new IllegalArgumentException("header " + new String(texts, line, nameLength, StandardCharsets.ISO_8859_1)
                        + " holds a line break or NUL");
            }
            all |= one;
            texts[used + i] = (byte) one;
        }
        if (all > 0x7f) {
            byte[] text = value.getBytes(StandardCharsets.UTF_8);
            length = text.length;
            room(length + 2);
            System.arraycopy(text, 0, texts, used, length);
        }
        endLine(nameLength, length);
    }

    /** The value stands at {@code used}. */
    private void endLine(int nameLength, int valueLength) {
        int value = used;
        note(value - 2 - nameLength, nameLength, value, valueLength);
        used += valueLength;
        texts[used++] = '\r';
        texts[used++] = '\n';
    }

    /** Makes a field known that stands in these texts; it has been checked, and has a name. The name is lower-cased in its place. */
    public void addHere(int name, int nameLength, int value, int valueLength) {
        lowerName(name, nameLength);
        note(name, nameLength, value, valueLength);
    }

    /** In its place; notes whether it has an underscore. */
    private void lowerName(int at, int length) {
        byte[] all = texts;
        boolean any = false;
        for (int i = at; i < at + length; i++) {
            byte one = lower(all[i]);
            any |= one == '_';
            all[i] = one;
        }
        underscored |= any;
    }

    /** Appends a field whose texts have been checked; the name is lower-cased on the way. */
    public void add(byte[] nameFrom, int name, int nameLength, byte[] valueFrom, int value, int valueLength) {
        room(nameLength + valueLength + 4);
        System.arraycopy(nameFrom, name, texts, used, nameLength);
        lowerName(used, nameLength);
        used += nameLength;
        texts[used++] = ':';
        texts[used++] = ' ';
        System.arraycopy(valueFrom, value, texts, used, valueLength);
        endLine(nameLength, valueLength);
    }

    /** Makes {@code value} the only one, in the place of the first. */
    public void set(String name, String value) {
        add(name, value);
        leaveLast(find(name, 0));
    }

    /** As {@link #set(String, String)}. */
    public void set(FieldName name, String value) {
        boolean first = (names & name.mask()) == 0;
        add(name, value);
        if (!first) leaveLast(find(name.toString(), 0));
    }

    /** As {@link #set(String, String)}. */
    public void set(Field field) {
        boolean first = (names & field.name().mask()) == 0;
        add(field);
        if (!first) leaveLast(find(field.name().toString(), 0));
    }

    /** Of all fields with the name of the last one only that stays, in the place of the first, {@code at}. */
    private void leaveLast(int at) {
        int last = count - 1;
        if (at == last) return;
        String name = name(last);
        for (int other = find(name, at + 1); other < last; other = find(name, other)) {
            removeAt(other);
            last--;
        }
        System.arraycopy(fields, last * STRIDE, fields, at * STRIDE, STRIDE);
        count--;
    }

    /** Removes every field called {@code name}; false if there was none. */
    public boolean remove(String name) {
        boolean any = false;
        for (int at = find(name, 0); at >= 0; at = find(name, at)) {
            removeAt(at);
            any = true;
        }
        return any;
    }

    /** Removes every field whose name starts with {@code prefix}. */
    public void removeStartingWith(String prefix) {
        for (int i = count - 1; i >= 0; i--) {
            if (nameStartsWith(i, prefix)) removeAt(i);
        }
    }

    public void removeAt(int index) {
        System.arraycopy(fields, (index + 1) * STRIDE, fields, index * STRIDE, (count - index - 1) * STRIDE);
        count--;
    }

    private void note(int name, int nameLength, int value, int valueLength) {
        int at = count * STRIDE;
        if (at == fields.length) fields = Arrays.copyOf(fields, Math.max(STRIDE * 8, fields.length * 2));
        fields[at + NAME] = name;
        fields[at + NAME_LENGTH] = nameLength;
        fields[at + VALUE] = value;
        fields[at + VALUE_LENGTH] = valueLength;
        count++;
        if (nameLength > 0) names |= bit(nameLength, texts[name], texts[name + nameLength - 1]);
    }

    /** The bit of a name by its length, first and last byte. */
    static long bit(int length, int first, int last) {
        return 1L << (length + 5 * first + 11 * last);
    }

    private void room(int more) {
        if (used + more > texts.length) texts = Arrays.copyOf(texts, Math.max(used + more, texts.length * 2));
    }

    private static byte lower(byte one) {
        return one >= 'A' && one <= 'Z' ? (byte) (one + 32) : one;
    }

    /** Names only: values may be secret. */
    @Override
    public String toString() {
        var text = new StringBuilder("Headers[");
        for (int i = 0; i < count; i++) text.append(i == 0 ? "" : ", ").append(name(i));
        return text.append(']').toString();
    }
}
