package dev.sluice.reader;

import com.google.re2j.Pattern;
import dev.sluice.resources.Bytes;
import dev.sluice.resources.Metadata;
import dev.sluice.resources.schema.AlsoNamed;
import dev.sluice.resources.schema.AnyDuration;
import dev.sluice.resources.schema.Base64;
import dev.sluice.resources.schema.Doc;
import dev.sluice.resources.schema.Entries;
import dev.sluice.resources.schema.Inlined;
import dev.sluice.resources.schema.IntOrString;
import dev.sluice.resources.schema.Items;
import dev.sluice.resources.schema.Length;
import dev.sluice.resources.schema.Matches;
import dev.sluice.resources.schema.Open;
import dev.sluice.resources.schema.Range;
import dev.sluice.resources.schema.Required;
import dev.sluice.resources.schema.Uint32;
import dev.sluice.resources.schema.Uint64;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Derives shapes from records, by the conventions that the package of the resources states. A record that breaks them is a fault of the program. */
final class Shapes {
    private static final double UINT32_MAX = 4_294_967_295d;

    private static final ClassValue<Shape.Struct> STRUCTS = new ClassValue<>() {
        @Override
        protected Shape.Struct computeValue(Class<?> type) {
            return struct(type);
        }
    };

    private static final ClassValue<Shape.Choice> CHOICES = new ClassValue<>() {
        @Override
        protected Shape.Choice computeValue(Class<?> type) {
            return choice(type);
        }
    };

    private Shapes() {}

    static Shape.Struct of(Class<?> record) {
        return STRUCTS.get(record);
    }

    private static Shape.Struct struct(Class<?> type) {
        var slots = new ArrayList<Shape.Slot>();
        var fields = new LinkedHashMap<String, Shape.Field>();
        for (RecordComponent component : type.getRecordComponents()) {
            Shape.Slot slot = slot(component);
            slots.add(slot);
            switch (slot) {
                case Shape.Field field -> add(fields, field);
                case Shape.InlinedChoice inlined -> inlined.choice().members().values().forEach(member -> add(fields, member.field()));
                case Shape.MetadataSlot metadata -> {
                }
            }
        }
        return new Shape.Struct(type, List.copyOf(slots), Collections.unmodifiableMap(fields), type.isAnnotationPresent(Open.class),
                constructor(type), doc(type));
    }

    private static void add(Map<String, Shape.Field> fields, Shape.Field field) {
        fields.put(field.name(), field);
        if (field.alias() != null) fields.put(field.alias(), field);
    }

    private static Shape.Slot slot(RecordComponent component) {
        if (component.getType() == Metadata.class && component.getName().equals("metadata")) return new Shape.MetadataSlot();
        boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        if (component.isAnnotationPresent(Inlined.class)) return new Shape.InlinedChoice(CHOICES.get(component.getType()), nullable);
        return field(component, nullable);
    }

    private static Shape.Field field(RecordComponent component, boolean nullable) {
        AlsoNamed alias = component.getAnnotation(AlsoNamed.class);
        return new Shape.Field(component.getName(), alias == null ? null : alias.value(), shape(component.getAnnotatedType()),
                component.isAnnotationPresent(Required.class), nullable, doc(component));
    }

    private static Shape.Choice choice(Class<?> type) {
        var members = new LinkedHashMap<String, Shape.Member>();
        Constructor<?> none = null;
        for (Class<?> member : type.getPermittedSubclasses()) {
            RecordComponent[] components = member.getRecordComponents();
            if (components.length == 0) {
                none = constructor(member);
            } else if (components.length == 1) {
                Shape.Field field = field(components[0], false);
                members.put(field.name(), new Shape.Member(field, constructor(member)));
                if (field.alias() != null) members.put(field.alias(), new Shape.Member(field, constructor(member)));
            } else {
                throw new IllegalStateException(member + " is a member of a one-of and has more than one component");
            }
        }
        return new Shape.Choice(type, Collections.unmodifiableMap(members), none, doc(type));
    }

    private static Shape shape(AnnotatedType annotated) {
        Type type = annotated.getType();
        if (type instanceof ParameterizedType parameterized && annotated instanceof AnnotatedParameterizedType generic) {
            AnnotatedType[] arguments = generic.getAnnotatedActualTypeArguments();
            if (parameterized.getRawType() == List.class) {
                Items items = annotated.getAnnotation(Items.class);
                return new Shape.Many(shape(arguments[0]), items == null ? 0 : items.min(),
                        items == null ? Integer.MAX_VALUE : items.max());
            }
            if (parameterized.getRawType() == Map.class && arguments[0].getType() == String.class) {
                Entries entries = annotated.getAnnotation(Entries.class);
                return new Shape.Table(shape(arguments[1]), entries == null ? 0 : entries.min(),
                        entries == null ? Integer.MAX_VALUE : entries.max());
            }
        }
        if (!(type instanceof Class<?> plain)) throw new IllegalStateException("no shape for " + type);
        return plain(plain, annotated);
    }

    private static Shape plain(Class<?> type, AnnotatedType annotated) {
        if (type == String.class) return text(annotated);
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) return whole(type, annotated);
        if (type == boolean.class || type == Boolean.class) return new Shape.Flag();
        if (type == double.class || type == Double.class) {
            Range range = annotated.getAnnotation(Range.class);
            return new Shape.Decimal(range == null ? Double.NEGATIVE_INFINITY : range.min(),
                    range == null ? Double.POSITIVE_INFINITY : range.max());
        }
        if (type == Duration.class) return new Shape.Span(annotated.isAnnotationPresent(AnyDuration.class));
        if (type == Instant.class) return new Shape.Moment();
        if (type == Bytes.class) return new Shape.Binary();
        if (type.isEnum()) return word(type);
        if (type.isSealed()) return CHOICES.get(type);
        if (type.isRecord()) return STRUCTS.get(type);
        throw new IllegalStateException("no shape for " + type);
    }

    private static Shape text(AnnotatedType annotated) {
        Length length = annotated.getAnnotation(Length.class);
        Matches matches = annotated.getAnnotation(Matches.class);
        return new Shape.Text(length == null ? 0 : length.min(), length == null ? Integer.MAX_VALUE : length.max(),
                matches == null ? null : Pattern.compile(matches.value()), annotated.isAnnotationPresent(Base64.class),
                annotated.isAnnotationPresent(IntOrString.class));
    }

    private static Shape whole(Class<?> type, AnnotatedType annotated) {
        boolean wide = type == long.class || type == Long.class;
        Range range = annotated.getAnnotation(Range.class);
        boolean uint32 = annotated.isAnnotationPresent(Uint32.class);
        boolean unsigned = uint32 || annotated.isAnnotationPresent(Uint64.class);
        double min = unsigned ? 0 : Double.NEGATIVE_INFINITY;
        double max = uint32 ? UINT32_MAX : Double.POSITIVE_INFINITY;
        if (range != null) {
            min = Math.max(min, range.min());
            max = Math.min(max, range.max());
        }
        return new Shape.Whole(min, max, wide, unsigned ? "" : wide ? "int64" : "int32");
    }

    private static Shape word(Class<?> type) {
        var words = new LinkedHashMap<String, Enum<?>>();
        Arrays.stream(type.getEnumConstants()).map(Enum.class::cast).forEach(constant -> words.put(constant.name(), constant));
        return new Shape.Word(Collections.unmodifiableMap(words));
    }

    private static String doc(AnnotatedElement element) {
        Doc doc = annotation(element, Doc.class);
        return doc == null ? "" : doc.value();
    }

    private static <A extends Annotation> @Nullable A annotation(AnnotatedElement element, Class<A> type) {
        return element.getAnnotation(type);
    }

    /** Not a method handle: each shape of one is a class that the virtual machine makes anew at every start, and most records are made a few times only. */
    private static Constructor<?> constructor(Class<?> record) {
        Class<?>[] parameters = Arrays.stream(record.getRecordComponents()).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return record.getConstructor(parameters);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(record + " is not a public record", e);
        }
    }
}
