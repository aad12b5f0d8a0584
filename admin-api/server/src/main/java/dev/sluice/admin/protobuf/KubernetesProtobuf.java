package dev.sluice.admin.protobuf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.json.Trees;
import dev.sluice.admin.protobuf.Field.Scalar;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

/**
 * Request bodies of type {@code application/vnd.kubernetes.protobuf}: the magic {@code k8s\0}, then {@code runtime.Unknown} around the object. kubectl
 * sends its typed kinds so (create secret, create namespace ...).
 */
public final class KubernetesProtobuf {
    public static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";

    private static final byte[] MAGIC = {'k', '8', 's', 0};

    private KubernetesProtobuf() {}

    /** @return the object as its JSON would be */
    public static ObjectNode decode(byte[] body) throws ProtobufException {
        if (body.length < MAGIC.length || !java.util.Arrays.equals(body, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new ProtobufException("the body does not begin with Kubernetes' magic bytes");
        }
        var envelope = new Wire(body, MAGIC.length, body.length);
        String apiVersion = "";
        String kind = "";
        byte[] raw = {};
        while (envelope.hasMore()) {
            long tag = envelope.varint();
            switch ((int) (tag >>> 3)) {
                case 1 -> {
                    Wire type = envelope.slice();
                    while (type.hasMore()) {
                        long inner = type.varint();
                        switch ((int) (inner >>> 3)) {
                            case 1 -> apiVersion = type.text();
                            case 2 -> kind = type.text();
                            default -> type.skip((int) (inner & 7));
                        }
                    }
                }
                case 2 -> raw = envelope.slice().remaining();
                default -> envelope.skip((int) (tag & 7));
            }
        }
        Map<Integer, Field> fields = Messages.BY_KIND.get(kind);
        if (fields == null) throw new ProtobufException("kind '" + kind + "' is not read from protobuf; send JSON");
        ObjectNode object = Trees.object().put("kind", kind).put("apiVersion", apiVersion);
        message(new Wire(raw, 0, raw.length), kind, fields, object);
        return object;
    }

    private static void message(Wire wire, String name, Map<Integer, Field> fields, ObjectNode into) throws ProtobufException {
        while (wire.hasMore()) {
            long tag = wire.varint();
            int number = (int) (tag >>> 3);
            int wireType = (int) (tag & 7);
            Field field = fields.get(number);
            // A field passed over would be lost without a word.
            if (field == null) throw new ProtobufException("field number " + number + " of " + name + " is not known; send JSON");
            if (field.type() == Scalar.IGNORED) {
                wire.skip(wireType);
            } else {
                boolean isNumber = wireType == Wire.VARINT;
                boolean wantsNumber = field.type() == Scalar.NUMBER || field.type() == Scalar.FLAG || field.type() == Scalar.OPTIONAL_NUMBER
                        || field.type() == Scalar.OPTIONAL_FLAG;
                if (isNumber != wantsNumber || !isNumber && wireType != Wire.LENGTH) {
                    throw new ProtobufException("field " + field.name() + " of " + name + " has the wrong wire type");
                }
                value(wire, field, into);
            }
        }
    }

    private static void value(Wire wire, Field field, ObjectNode into) throws ProtobufException {
        String name = field.name();
        switch (field.type()) {
            case Field.Message inner -> message(wire.slice(), name, inner.fields(), Trees.child(into, name));
            case Field.Messages inner -> {
                ObjectNode one = into.withArrayProperty(name).addObject();
                message(wire.slice(), name, inner.fields(), one);
            }
            case Scalar scalar -> scalar(wire, name, scalar, into);
        }
    }

    private static void scalar(Wire wire, String name, Scalar type, ObjectNode into) throws ProtobufException {
        switch (type) {
            case TEXT -> {
                String text = wire.text();
                if (!text.isEmpty()) into.put(name, text);
            }
            case NUMBER -> {
                long number = wire.varint();
                if (number != 0) into.put(name, number);
            }
            case FLAG -> {
                if (wire.varint() != 0) into.put(name, true);
            }
            case OPTIONAL_NUMBER -> into.put(name, wire.varint());
            case OPTIONAL_FLAG -> into.put(name, wire.varint() != 0);
            case BYTES -> into.put(name, base64(wire.slice().remaining()));
            case TEXTS -> into.withArrayProperty(name).add(wire.text());
            case TEXT_MAP -> mapEntry(wire.slice(), Trees.child(into, name), false);
            case BYTES_MAP -> mapEntry(wire.slice(), Trees.child(into, name), true);
            case TIME -> time(wire.slice(), name, into);
            case INT_OR_TEXT -> intOrText(wire.slice(), name, into);
            case IGNORED -> throw new IllegalStateException("passed over before");
        }
    }

    private static void mapEntry(Wire entry, ObjectNode into, boolean bytes) throws ProtobufException {
        String key = "";
        byte[] value = {};
        while (entry.hasMore()) {
            long tag = entry.varint();
            switch ((int) (tag >>> 3)) {
                case 1 -> key = entry.text();
                case 2 -> {
                    Wire slice = entry.slice();
                    value = slice.remaining();
                }
                default -> entry.skip((int) (tag & 7));
            }
        }
        if (bytes) into.put(key, base64(value));
        else
            into.put(key, new String(value, java.nio.charset.StandardCharsets.UTF_8));
    }

    private static String base64(byte[] value) {
        return Base64.getEncoder().encodeToString(value);
    }

    private static void time(Wire wire, String name, ObjectNode into) throws ProtobufException {
        long seconds = 0;
        long nanos = 0;
        while (wire.hasMore()) {
            long tag = wire.varint();
            switch ((int) (tag >>> 3)) {
                case 1 -> seconds = wire.varint();
                case 2 -> nanos = wire.varint();
                default -> wire.skip((int) (tag & 7));
            }
        }
        if (seconds == 0 && nanos == 0) return;
        try {
            into.put(name, Instant.ofEpochSecond(seconds, nanos).toString());
        } catch (java.time.DateTimeException | ArithmeticException wrong) {
            throw new ProtobufException(name + " is not a time");
        }
    }

    private static void intOrText(Wire wire, String name, ObjectNode into) throws ProtobufException {
        boolean isText = false;
        long number = 0;
        String text = "";
        while (wire.hasMore()) {
            long tag = wire.varint();
            switch ((int) (tag >>> 3)) {
                case 1 -> isText = wire.varint() == 1;
                case 2 -> number = wire.varint();
                case 3 -> text = wire.text();
                default -> wire.skip((int) (tag & 7));
            }
        }
        if (isText) into.put(name, text);
        else if (number != 0) into.put(name, number);
    }
}
