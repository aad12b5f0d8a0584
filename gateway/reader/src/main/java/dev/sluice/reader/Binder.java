package dev.sluice.reader;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.resources.Bytes;
import dev.sluice.resources.Metadata;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a record of a tree and collects every fault on the way. A faulty part is bound as if it were absent, so that the rest can still be looked at; whether the
 * result may be used is for the caller to say.
 */
final class Binder {
    private static final Set<String> ENVELOPE = Set.of("apiVersion", "kind", "metadata", "status");

    private final boolean open;
    private final FaultList faults;
    private final ValueText values;
    private boolean unsound;

    /**
     * @param open whether fields that are not known belong to somebody else (Kubernetes' own kinds) and null means absent
     * @param secretive whether values must not be repeated in messages
     */
    Binder(boolean open, boolean secretive, FaultList faults) {
        this.open = open;
        this.faults = faults;
        this.values = new ValueText(secretive);
    }

    Object bindResource(Class<?> type, ObjectNode tree, Metadata metadata) {
        return bindStruct(Shapes.of(type), tree, FieldPath.ROOT, metadata);
    }

    /** A part that must not be null is: the record is good for nothing but its faults. */
    boolean isUnsound() { return unsound; }

    private @Nullable Object bind(Shape shape, JsonNode value, FieldPath path, boolean nullable) {
        return switch (shape) {
            case Shape.Text text -> text(text, value, path, nullable);
            case Shape.Whole whole -> whole(whole, value, path, nullable);
            case Shape.Decimal decimal -> decimal(decimal, value, path, nullable);
            case Shape.Flag flag -> {
                if (value.isBoolean()) yield value.booleanValue();
                yield wrongType("a boolean (true or false)", value, path, absent(shape, path, nullable));
            }
            case Shape.Word word -> word(word, value, path, nullable);
            case Shape.Span span -> span(span, value, path, nullable);
            case Shape.Moment moment -> moment(value, path);
            case Shape.Binary binary -> binary(value, path, nullable);
            case Shape.Many many -> many(many, value, path);
            case Shape.Table table -> table(table, value, path);
            case Shape.Struct struct -> {
                if (value instanceof ObjectNode object) yield bindStruct(struct, object, path, null);
                yield wrongType("an object", value, path, nullable ? null : emptyStruct(struct, path));
            }
            case Shape.Choice choice -> choice(choice, value, path, nullable);
        };
    }

    /** The value of a field that is not written. Only a struct can have faults of its own then: the fields it requires. */
    private @Nullable Object absent(Shape shape, FieldPath path, boolean nullable) {
        if (nullable) return null;
        return switch (shape) {
            case Shape.Text text -> "";
            case Shape.Whole whole -> whole.wide() ? (Object) 0L : (Object) 0;
            case Shape.Decimal decimal -> 0d;
            case Shape.Flag flag -> false;
            case Shape.Word word -> word.words().values().iterator().next();
            case Shape.Span span -> Duration.ZERO;
            case Shape.Moment moment -> Instant.EPOCH;
            case Shape.Binary binary -> Bytes.of(new byte[0]);
            case Shape.Many many -> List.of();
            case Shape.Table table -> Map.of();
            case Shape.Struct struct -> emptyStruct(struct, path);
            case Shape.Choice choice -> choice.none() == null ? null : construct(choice.none());
        };
    }

    private Object emptyStruct(Shape.Struct struct, FieldPath path) {
        return bindStruct(struct, JsonNodeFactory.instance.objectNode(), path, null);
    }

    private Object bindStruct(Shape.Struct struct, ObjectNode object, FieldPath path, @Nullable Metadata metadata) {
        Set<String> meant = unknownFields(struct, object, path, metadata != null);
        var arguments = new ArrayList<@Nullable Object>();
        for (Shape.Slot slot : struct.slots()) {
            arguments.add(switch (slot) {
                case Shape.MetadataSlot slotOfMetadata -> metadata;
                case Shape.InlinedChoice inlined -> member(inlined.choice(), object, path, inlined.nullable());
                case Shape.Field field -> field(field, object, path, meant);
            });
        }
        return construct(struct.constructor(), arguments.toArray());
    }

    /** Reports them; answers which known fields were probably meant, so that those are not reported as missing, too. */
    private Set<String> unknownFields(Shape.Struct struct, ObjectNode object, FieldPath path, boolean root) {
        var meant = new LinkedHashSet<String>();
        if (open || struct.open()) return meant;
        object.fieldNames().forEachRemaining(name -> {
            if (struct.fields().containsKey(name) || (root && ENVELOPE.contains(name))) return;
            String nearest = Suggestion.nearest(name, struct.fields().keySet());
            if (nearest != null && object.has(nearest)) nearest = null;
            String known = struct.fields().isEmpty()
                    ? "no fields are known here"
                    : "known fields: " + String.join(", ", struct.fields().keySet());
            faults.add(ReaderCode.UNKNOWN_FIELD, path.field(name), "unknown field '" + name + "'",
                    nearest == null ? known : "did you mean '" + nearest + "'?");
            if (nearest != null) {
                meant.add(nearest);
                faults.spoil(path.field(nearest));
            }
        });
        return meant;
    }

    private @Nullable Object field(Shape.Field field, ObjectNode object, FieldPath path, Set<String> meant) {
        String name = field.name();
        if (field.alias() != null && object.has(field.alias())) {
            if (object.has(name)) {
                faults.add(ReaderCode.TWO_NAMES, path.field(field.alias()),
                        "'" + field.alias() + "' is another name of '" + name + "' and both are written",
                        "keep '" + name + "'");
            } else {
                name = field.alias();
            }
        }
        JsonNode value = object.get(name);
        FieldPath here = path.field(name);
        if (value != null && value.isNull() && mayBeNull(field, here)) value = null;
        if (value != null) return bind(field.shape(), value, here, field.nullable());
        // A description that only repeats the name helps nobody.
        if (field.required() && !object.has(name) && !meant.contains(name)) {
            faults.add(ReaderCode.MISSING_FIELD, here, "required field '" + name + "' is missing",
                    field.doc().equalsIgnoreCase(name + ".") ? "" : name + ": " + field.doc());
            return field.shape() instanceof Shape.Struct && !field.nullable()
                    ? bindQuietly(field.shape(), here)
                    : absent(field.shape(), here, field.nullable());
        }
        return absent(field.shape(), here, field.nullable());
    }

    private @Nullable Object bindQuietly(Shape shape, FieldPath path) {
        return new Binder(true, true, new FaultList()).absent(shape, path, false);
    }

    /** Null means absent for optional wrappers and in others' kinds; elsewhere it is a fault, told here, and then also treated as absent. */
    private boolean mayBeNull(Shape.Field field, FieldPath path) {
        boolean wrapper = field.nullable()
                && (field.shape() instanceof Shape.Flag || field.shape() instanceof Shape.Whole || field.shape() instanceof Shape.Decimal);
        if (!open && !wrapper) nullValue(path);
        return true;
    }

    private void nullValue(FieldPath path) {
        faults.add(ReaderCode.NULL_VALUE, path, "the value is empty (null)",
                "remove the key or give it a value; lines meant to stand below it must be indented deeper");
    }

    private @Nullable Object choice(Shape.Choice choice, JsonNode value, FieldPath path, boolean nullable) {
        if (!(value instanceof ObjectNode object)) {
            return wrongType("an object with one of " + String.join(", ", choice.members().keySet()), value, path,
                    absent(choice, path, nullable));
        }
        if (!open) {
            object.fieldNames().forEachRemaining(name -> {
                if (choice.members().containsKey(name)) return;
                String nearest = Suggestion.nearest(name, choice.members().keySet());
                faults.add(ReaderCode.UNKNOWN_FIELD, path.field(name), "unknown field '" + name + "'",
                        nearest == null
                                ? "known fields: " + String.join(", ", choice.members().keySet())
                                : "did you mean '" + nearest + "'?");
            });
        }
        Object member = member(choice, object, path, true);
        if (member == null && choice.none() != null) return construct(choice.none());
        if (member == null && !nullable && object.isEmpty()) needsOne(choice, path);
        return member;
    }

    private void needsOne(Shape.Choice choice, FieldPath path) {
        unsound = true;
        faults.add(ReaderCode.MISSING_FIELD, path, "one of " + String.join(", ", choice.members().keySet()) + " is needed", "");
    }

    private @Nullable Object member(Shape.Choice choice, ObjectNode object, FieldPath path, boolean nullable) {
        Object found = null;
        String first = null;
        for (Map.Entry<String, Shape.Member> entry : choice.members().entrySet()) {
            String name = entry.getKey();
            JsonNode value = object.get(name);
            if (value == null) continue;
            if (value.isNull()) {
                if (!open) nullValue(path.field(name));
                continue;
            }
            if (first != null) {
                faults.add(ReaderCode.TOO_MANY_MEMBERS, path.field(name), "'" + first + "' and '" + name + "' exclude each other",
                        "keep one of " + String.join(", ", choice.members().keySet()));
                continue;
            }
            first = name;
            found = construct(entry.getValue().constructor(), bind(entry.getValue().field().shape(), value, path.field(name), false));
        }
        if (found != null || nullable) return found;
        if (choice.none() != null) return construct(choice.none());
        needsOne(choice, path);
        return null;
    }

    private @Nullable Object text(Shape.Text shape, JsonNode value, FieldPath path, boolean nullable) {
        if (shape.orNumber() && value.isIntegralNumber()) return value.asText();
        if (!value.isTextual()) return wrongType("a text", value, path, absent(shape, path, nullable));
        String text = value.textValue();
        int length = text.codePointCount(0, text.length());
        if (length < shape.min() || length > shape.max()) {
            String fact = length < shape.min()
                    ? (length == 0 ? "must not be empty" : "has " + length + " characters, at least " + shape.min() + " are needed")
                    : "has " + length + " characters, at most " + shape.max() + " are allowed";
            faults.add(ReaderCode.WRONG_SIZE, path, fact, "");
        } else if (shape.pattern() != null && !shape.pattern().matcher(text).find()) {
            faults.add(ReaderCode.WRONG_PATTERN, path, values.quote(text) + " does not match " + shape.pattern().pattern(), "");
        } else if (shape.base64() && decode(text) == null) {
            faults.add(ReaderCode.BAD_BASE64, path, "not base64", "encode the bytes with base64");
        }
        return text;
    }

    private @Nullable Object whole(Shape.Whole shape, JsonNode value, FieldPath path, boolean nullable) {
        boolean integral = value.isIntegralNumber() || (value.isNumber() && value.doubleValue() == Math.rint(value.doubleValue()));
        if (!integral) return wrongType("a whole number", value, path, absent(shape, path, nullable));
        double number = value.doubleValue();
        double least = Math.max(shape.min(), shape.wide() ? Long.MIN_VALUE : Integer.MIN_VALUE);
        double most = Math.min(shape.max(), shape.wide() ? Long.MAX_VALUE : Integer.MAX_VALUE);
        if (number < least || number > most || (shape.wide() && !value.canConvertToLong())) {
            faults.add(ReaderCode.OUT_OF_RANGE, path, values.of(value) + " is outside " + plain(least) + ".." + plain(most), "");
            return absent(shape, path, nullable);
        }
        return shape.wide() ? (Object) value.longValue() : (Object) value.intValue();
    }

    private static String plain(double bound) {
        return java.math.BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
    }

    private @Nullable Object decimal(Shape.Decimal shape, JsonNode value, FieldPath path, boolean nullable) {
        if (!value.isNumber()) return wrongType("a number", value, path, absent(shape, path, nullable));
        double number = value.doubleValue();
        if (number < shape.min() || number > shape.max()) {
            String bounds = Double.isInfinite(shape.max())
                    ? "below " + plain(shape.min())
                    : "outside " + plain(shape.min()) + ".." + plain(shape.max());
            faults.add(ReaderCode.OUT_OF_RANGE, path, values.of(value) + " is " + bounds, "");
            return absent(shape, path, nullable);
        }
        return number;
    }

    private @Nullable Object word(Shape.Word shape, JsonNode value, FieldPath path, boolean nullable) {
        Enum<?> word = value.isTextual() ? shape.words().get(value.textValue()) : null;
        if (word != null) return word;
        String nearest = value.isTextual() ? Suggestion.nearest(value.textValue(), shape.words().keySet()) : null;
        String allowed = "allowed: " + String.join(", ", shape.words().keySet());
        faults.add(ReaderCode.UNKNOWN_WORD, path, values.of(value) + " is not one of the allowed words",
                nearest == null ? allowed : "did you mean " + nearest + "? " + allowed);
        return absent(shape, path, nullable);
    }

    private @Nullable Object span(Shape.Span shape, JsonNode value, FieldPath path, boolean nullable) {
        if (!value.isTextual()) return wrongType("a duration such as 1.5s", value, path, absent(shape, path, nullable));
        Duration duration = DurationText.parse(value.textValue());
        if (duration == null) {
            faults.add(ReaderCode.BAD_DURATION, path, values.of(value) + " is not a duration",
                    "write a number with its unit, such as 1.5s, 250ms, 2m or 1h");
            return absent(shape, path, nullable);
        }
        if (!shape.any() && duration.compareTo(Duration.ofMillis(1)) < 0) {
            faults.add(ReaderCode.BAD_DURATION, path, values.of(value) + " is below the least duration, 1ms",
                    "leave the field out if no limit is meant");
        } else if (!shape.any() && duration.toNanosPart() % 1_000_000 != 0) {
            faults.add(ReaderCode.BAD_DURATION, path, values.of(value) + " is not a whole number of milliseconds", "");
        }
        return duration;
    }

    private @Nullable Object moment(JsonNode value, FieldPath path) {
        if (value.isTextual()) {
            try {
                return java.time.OffsetDateTime.parse(value.textValue()).toInstant();
            } catch (DateTimeParseException notATime) {
                // told below
            }
        }
        return wrongType("a time as RFC 3339 writes it, such as 2026-01-31T12:00:00Z", value, path, null);
    }

    private @Nullable Object binary(JsonNode value, FieldPath path, boolean nullable) {
        if (!value.isTextual()) return wrongType("base64 text", value, path, absent(new Shape.Binary(), path, nullable));
        byte[] bytes = decode(value.textValue());
        if (bytes == null) {
            faults.add(ReaderCode.BAD_BASE64, path, "not base64",
                    "encode the bytes with base64; a Secret also takes plain text under 'stringData'");
            return Bytes.of(new byte[0]);
        }
        return Bytes.of(bytes);
    }

    private static byte @Nullable [] decode(String text) {
        try {
            return Base64.getDecoder().decode(text.replace("\n", "").replace("\r", ""));
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    private @Nullable Object many(Shape.Many shape, JsonNode value, FieldPath path) {
        if (!value.isArray()) return wrongType("a list", value, path, List.of());
        size(value.size(), shape.min(), shape.max(), "entries", path);
        var list = new ArrayList<Object>();
        for (int i = 0; i < value.size(); i++) add(list, shape.item(), value.get(i), path.index(i));
        return list;
    }

    private void add(List<Object> list, Shape shape, JsonNode item, FieldPath path) {
        if (item.isNull()) {
            nullValue(path);
            return;
        }
        Object bound = bind(shape, item, path, false);
        if (bound != null) list.add(bound);
    }

    private @Nullable Object table(Shape.Table shape, JsonNode value, FieldPath path) {
        if (!value.isObject()) return wrongType("an object of names and values", value, path, Map.of());
        size(value.size(), shape.min(), shape.max(), "entries", path);
        var map = new LinkedHashMap<String, Object>();
        value.properties().forEach(entry -> {
            FieldPath here = path.key(entry.getKey());
            if (entry.getValue().isNull()) {
                if (!open) nullValue(here);
                return;
            }
            Object bound = bind(shape.value(), entry.getValue(), here, false);
            if (bound != null) map.put(entry.getKey(), bound);
        });
        return map;
    }

    private void size(int size, int min, int max, String what, FieldPath path) {
        if (size < min) faults.add(ReaderCode.WRONG_SIZE, path, "has " + size + " " + what + ", at least " + min + " are needed", "");
        if (size > max) faults.add(ReaderCode.WRONG_SIZE, path, "has " + size + " " + what + ", at most " + max + " are allowed", "");
    }

    private @Nullable Object wrongType(String expected, JsonNode value, FieldPath path, @Nullable Object instead) {
        faults.add(ReaderCode.WRONG_TYPE, path, "expected " + expected + ", found " + values.of(value), ValueText.help(expected, value));
        return instead;
    }

    private static Object construct(Constructor<?> constructor, @Nullable Object... arguments) {
        try {
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException e) {
            switch (e.getCause()) {
                case RuntimeException known -> throw known;
                case Error known -> throw known;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
