package dev.sluice.reader;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.resources.Kind;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Set;

/** The schema of each kind, made from the very shapes that the reader binds by. */
public final class PublishedSchema {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private PublishedSchema() {}

    /**
     * An OpenAPI v3 schema object, complete with apiVersion, kind, metadata (as {@code type: object}) and status; the same for all versions of a kind. Of
     * Kubernetes' own kinds it has the fields that are read here and preserves the others. A new tree with each call.
     */
    public static ObjectNode of(Kind kind) {
        Shape.Struct struct = Shapes.of(ObjectReader.type(kind));
        boolean open = ResourceReader.isOpen(kind);
        ObjectNode schema = struct(struct, open);
        var properties = NODES.objectNode();
        properties.set("apiVersion", text("Group and version of the schema: " + kind.preferredApiVersion() + " and its older versions."));
        properties.set("kind", text(kind.kind() + "."));
        properties.set("metadata", NODES.objectNode().put("type", "object").put("description", "Standard object metadata."));
        properties.setAll((ObjectNode) schema.get("properties"));
        if (!struct.fields().containsKey("status") && !open) {
            properties.set("status",
                    NODES.objectNode().put("type", "object").put("description", "Computed by the server; what is written is passed over.")
                            .put("x-kubernetes-preserve-unknown-fields", true));
        }
        schema.set("properties", properties);
        return schema;
    }

    private static ObjectNode text(String description) {
        return NODES.objectNode().put("type", "string").put("description", description);
    }

    private static ObjectNode schema(Shape shape, boolean open) {
        ObjectNode schema = NODES.objectNode();
        return switch (shape) {
            case Shape.Text text -> text(text, schema);
            case Shape.Whole whole -> {
                schema.put("type", "integer");
                if (!whole.format().isEmpty()) schema.put("format", whole.format());
                yield bounds(schema, whole.min(), whole.max());
            }
            case Shape.Decimal decimal -> bounds(schema.put("type", "number").put("format", "double"), decimal.min(), decimal.max());
            case Shape.Flag flag -> schema.put("type", "boolean");
            case Shape.Word word -> {
                schema.put("type", "string");
                word.words().keySet().forEach(schema.putArray("enum")::add);
                yield schema;
            }
            case Shape.Span span -> schema.put("type", "string");
            case Shape.Moment moment -> schema.put("type", "string").put("format", "date-time");
            case Shape.Binary binary -> schema.put("type", "string").put("format", "byte");
            case Shape.Many many -> {
                schema.put("type", "array").set("items", schema(many.item(), open));
                yield sizes(schema, "Items", many.min(), many.max());
            }
            case Shape.Table table -> {
                schema.put("type", "object").set("additionalProperties", schema(table.value(), open));
                yield sizes(schema, "Properties", table.min(), table.max());
            }
            case Shape.Struct struct -> struct(struct, open);
            case Shape.Choice choice -> choice(choice, open);
        };
    }

    private static ObjectNode text(Shape.Text text, ObjectNode schema) {
        if (text.orNumber()) return schema.put("x-kubernetes-int-or-string", true);
        schema.put("type", "string");
        if (text.base64()) schema.put("format", "byte");
        if (text.pattern() != null) schema.put("pattern", text.pattern().pattern());
        return sizes(schema, "Length", text.min(), text.max());
    }

    private static ObjectNode bounds(ObjectNode schema, double min, double max) {
        if (!Double.isInfinite(min)) schema.put("minimum", number(min));
        if (!Double.isInfinite(max)) schema.put("maximum", number(max));
        return schema;
    }

    private static BigDecimal number(double bound) {
        return new BigDecimal(BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString());
    }

    private static ObjectNode sizes(ObjectNode schema, String of, int min, int max) {
        if (min > 0) schema.put("min" + of, min);
        if (max < Integer.MAX_VALUE) schema.put("max" + of, max);
        return schema;
    }

    private static ObjectNode struct(Shape.Struct struct, boolean open) {
        ObjectNode schema = NODES.objectNode().put("type", "object");
        describe(schema, struct.doc());
        ObjectNode properties = schema.putObject("properties");
        struct.fields().forEach((name, field) -> properties.set(name, field(name, field, open)));
        var required = NODES.arrayNode();
        struct.fields().forEach((name, field) -> {
            if (field.required() && name.equals(field.name())) required.add(name);
        });
        if (!required.isEmpty()) schema.set("required", required);
        ArrayNode alternatives = NODES.arrayNode();
        for (Shape.Slot slot : struct.slots()) {
            if (slot instanceof Shape.InlinedChoice inlined)
                alternatives.add(oneOf(inlined.choice().members().keySet(), inlined.nullable()));
        }
        if (alternatives.size() == 1) schema.setAll((ObjectNode) alternatives.get(0));
        if (alternatives.size() > 1) schema.set("allOf", alternatives);
        if (open || struct.open()) schema.put("x-kubernetes-preserve-unknown-fields", true);
        return schema;
    }

    private static ObjectNode choice(Shape.Choice choice, boolean open) {
        ObjectNode schema = NODES.objectNode().put("type", "object");
        describe(schema, choice.doc());
        ObjectNode properties = schema.putObject("properties");
        choice.members().forEach((name, member) -> properties.set(name, field(name, member.field(), open)));
        return schema.setAll(oneOf(choice.members().keySet(), true));
    }

    private static ObjectNode field(String name, Shape.Field field, boolean open) {
        ObjectNode schema = schema(field.shape(), open);
        describe(schema, name.equals(field.name()) ? field.doc() : "Older name of " + field.name() + ".");
        boolean wrapper = field.shape() instanceof Shape.Flag || field.shape() instanceof Shape.Whole
                || field.shape() instanceof Shape.Decimal;
        return field.nullable() && wrapper ? schema.put("nullable", true) : schema;
    }

    private static void describe(ObjectNode schema, String description) {
        if (!description.isEmpty()) schema.put("description", description);
    }

    /** At most one of the members; exactly one unless {@code noneToo}. */
    private static ObjectNode oneOf(Set<String> members, boolean noneToo) {
        ObjectNode schema = NODES.objectNode();
        ArrayNode alternatives = schema.putArray("oneOf");
        if (noneToo) required(alternatives.addObject().putObject("not").putArray("anyOf"), members);
        required(alternatives, members);
        return schema;
    }

    private static void required(ArrayNode into, Collection<String> members) {
        members.forEach(member -> into.addObject().putArray("required").add(member));
    }
}
