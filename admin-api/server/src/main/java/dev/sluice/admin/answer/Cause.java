package dev.sluice.admin.answer;

/**
 * One cause of a failure.
 *
 * @param reason {@code FieldValueInvalid}, {@code FieldValueRequired} ...
 * @param field path from the object's root; may be empty
 */
public record Cause(String reason, String message, String field) {
    public static Cause invalid(String field, String message) {
        return new Cause("FieldValueInvalid", message, field);
    }
}
