package dev.sluice.admin.rest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The media types that a client takes, in its order. */
record AcceptHeader(List<Type> types) {
    AcceptHeader {
        types = List.copyOf(types);
    }

    /** @param name lower case, without parameters */
    record Type(String name, Map<String, String> parameters) {
        Type {
            parameters = Map.copyOf(parameters);
        }

        String parameter(String key) {
            return parameters.getOrDefault(key, "");
        }

        boolean isJson() { return name.equals("application/json") || name.equals("*/*") || name.equals("application/*"); }
    }

    /** No header means anything. */
    static AcceptHeader parse(String header) {
        var types = new ArrayList<Type>();
        for (String one : header.split(",")) {
            String[] parts = one.split(";");
            String name = parts[0].strip().toLowerCase(Locale.ROOT);
            if (name.isEmpty()) continue;
            var parameters = new HashMap<String, String>();
            for (int i = 1; i < parts.length; i++) {
                int equal = parts[i].indexOf('=');
                if (equal > 0) parameters.put(parts[i].substring(0, equal).strip(), parts[i].substring(equal + 1).strip());
            }
            types.add(new Type(name, parameters));
        }
        if (types.isEmpty()) types.add(new Type("*/*", Map.of()));
        return new AcceptHeader(types);
    }
}
