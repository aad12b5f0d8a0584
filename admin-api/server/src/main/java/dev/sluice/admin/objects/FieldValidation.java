package dev.sluice.admin.objects;

/** What to do about fields that are not known, or written twice. */
public enum FieldValidation {
    /** Leave them out without a word: the client asked for it by name. */
    IGNORE,
    /** Leave them out and say so. */
    WARN,
    /** Refuse. */
    STRICT
}
