package dev.sluice.rules.model;

import dev.sluice.resources.ObjectRef;

/**
 * Which object and which field of it a compiled thing came from.
 *
 * @param field path from the object's root, {@code spec.http[2].match[0]}
 */
public record Provenance(ObjectRef object, String field) {
    @Override
    public String toString() {
        return object + " " + field;
    }
}
