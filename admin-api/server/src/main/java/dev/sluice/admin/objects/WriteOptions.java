package dev.sluice.admin.objects;

/**
 * How to write.
 *
 * @param actor as history shows it
 * @param version under which the client speaks of the object
 */
public record WriteOptions(String actor, String version, FieldValidation validation, boolean dryRun) {}
