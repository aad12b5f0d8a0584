package dev.sluice.reader;

import com.google.re2j.Pattern;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The form of a value, derived once from the type and annotations of a record's component. The binder and the published schema both follow it. */
sealed interface Shape {
    record Text(int min, int max, @Nullable Pattern pattern, boolean base64, boolean orNumber) implements Shape {}

    /** @param wide a {@code long}; otherwise an {@code int} */
    record Whole(double min, double max, boolean wide, String format) implements Shape {}

    record Decimal(double min, double max) implements Shape {}

    record Flag() implements Shape {}

    /** @param words by their text, in declared order */
    record Word(Map<String, Enum<?>> words) implements Shape {}

    /** @param any also below a millisecond */
    record Span(boolean any) implements Shape {}

    record Binary() implements Shape {}

    /** An instant as RFC 3339 writes it. */
    record Moment() implements Shape {}

    record Many(Shape item, int min, int max) implements Shape {}

    record Table(Shape value, int min, int max) implements Shape {}

    /** An object with known fields. {@code slots} are in the order of the constructor's parameters; {@code open} lets other fields pass. */
    record Struct(Class<?> type, List<Slot> slots, Map<String, Field> fields, boolean open, Constructor<?> constructor, String doc)
            implements
                Shape {}

    /**
     * An object with at most one of some fields.
     *
     * @param none makes the value that means "no field"; null where there is none
     */
    record Choice(Class<?> type, Map<String, Member> members, @Nullable Constructor<?> none, String doc) implements Shape {}

    /** A parameter of a record's constructor. */
    sealed interface Slot {
        boolean nullable();
    }

    record Field(String name, @Nullable String alias, Shape shape, boolean required, boolean nullable, String doc) implements Slot {}

    /** The members of the choice stand among the fields of the record. */
    record InlinedChoice(Choice choice, boolean nullable) implements Slot {}

    /** {@code metadata}, which has a reader of its own. */
    record MetadataSlot() implements Slot {
        @Override
        public boolean nullable() {
            return false;
        }
    }

    record Member(Field field, Constructor<?> constructor) {}
}
