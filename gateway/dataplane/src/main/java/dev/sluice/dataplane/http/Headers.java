package dev.sluice.dataplane.http;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Header fields in order, as bytes: names in lower case, values as received. One array holds all texts, so that unchanged fields are copied as slices
 * and a text becomes a String only when somebody asks. Names that are asked for or given are lower case. Texts are UTF-8, bytes that are not come out
 * as U+FFFD and are still forwarded as they came. Not thread-safe: belongs to one exchange.
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

    public Headers() {
        this(512, 16);
    }

    /** @param bytes and {@code count}: room to begin with */
    public Headers(int bytes, int count) {
        texts = new byte[bytes];
        fields = new int[count * STRIDE];
    }

    private Headers(Headers other) {
        texts = Arrays.copyOf(other.texts, Math.max(64, other.used + 128));
        used = other.used;
        fields = Arrays.copyOf(other.fields, Math.max(STRIDE * 8, (other.count + 6) * STRIDE));
        count = other.count;
    }

    /** Independent of this one. */
    public Headers copy() {
        return new Headers(this);
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

    /** A copy of the name's bytes. */
    public byte[] nameBytes(int index) {
        int at = index * STRIDE;
        return Arrays.copyOfRange(texts, fields[at + NAME], fields[at + NAME] + fields[at + NAME_LENGTH]);
    }

    public void writeName(int index, ByteBuf to) {
        int at = index * STRIDE;
        to.writeBytes(texts, fields[at + NAME], fields[at + NAME_LENGTH]);
    }

    public void writeValue(int index, ByteBuf to) {
        int at = index * STRIDE;
        to.writeBytes(texts, fields[at + VALUE], fields[at + VALUE_LENGTH]);
    }

    /** Each field in order, names repeated as often as they occur. */
    public void forEach(BiConsumer<String, String> action) {
        for (int i = 0; i < count; i++) action.accept(name(i), value(i));
    }

    /** Appends a field. {@code value} holds no CR, LF or NUL: whoever makes one from outside input has checked it; a breach throws. */
    public void add(String name, String value) {
        byte[] text = value.getBytes(StandardCharsets.UTF_8);
        for (byte one : text) {
            if (one == '\r' || one == '\n' || one == 0) throw new IllegalArgumentException("header " + name + " holds a line break or NUL");
        }
        room(name.length() + text.length);
        int nameAt = used;
        for (int i = 0; i < name.length(); i++) texts[used++] = lower((byte) name.charAt(i));
        System.arraycopy(text, 0, texts, used, text.length);
        note(nameAt, name.length(), used, text.length);
        used += text.length;
    }

    /** Appends a field whose texts have been checked; the name is lower-cased on the way. */
    public void add(byte[] from, int name, int nameLength, int value, int valueLength) {
        add(from, name, nameLength, from, value, valueLength);
    }

    /** Appends a field whose texts have been checked; the name is lower-cased on the way. */
    public void add(byte[] nameFrom, int name, int nameLength, byte[] valueFrom, int value, int valueLength) {
        room(nameLength + valueLength);
        int nameAt = used;
        for (int i = 0; i < nameLength; i++) texts[used++] = lower(nameFrom[name + i]);
        System.arraycopy(valueFrom, value, texts, used, valueLength);
        note(nameAt, nameLength, used, valueLength);
        used += valueLength;
    }

    /** Makes {@code value} the only one, in the place of the first. */
    public void set(String name, String value) {
        int at = find(name, 0);
        if (at < 0) {
            add(name, value);
            return;
        }
        for (int other = find(name, at + 1); other >= 0; other = find(name, other)) removeAt(other);
        add(name, value);
        System.arraycopy(fields, (count - 1) * STRIDE, fields, at * STRIDE, STRIDE);
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
