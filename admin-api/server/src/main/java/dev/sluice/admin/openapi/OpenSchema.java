package dev.sluice.admin.openapi;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A schema that leaves all checking to the server. */
public final class OpenSchema {
    private OpenSchema() {}

    public static ObjectNode of() {
        return Schemas.object("Fields are checked by the server.").put("x-kubernetes-preserve-unknown-fields", true);
    }
}
