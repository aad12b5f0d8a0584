package dev.sluice.dataplane.exchange;

import dev.sluice.dataplane.http.Headers;
import dev.sluice.rules.model.HeaderMutation;
import dev.sluice.rules.model.HeaderValue;

/** Applies configured header operations (RX-44): removes, then writes in their order. */
final class HeaderOperations {
    private HeaderOperations() {}

    static void apply(HeaderMutation mutation, Headers headers, HeaderValue.Variables variables) {
        for (String name : mutation.removes()) headers.remove(name);
        for (HeaderMutation.Write write : mutation.writes()) {
            String value = oneLine(write.value().render(variables));
            // As in Envoy a value that comes out empty writes nothing.
            if (value.isEmpty()) continue;
            if (write.append()) headers.add(write.name(), value);
            else
                headers.set(write.name(), value);
        }
    }

    /** No value can end its line, whatever a configuration holds. */
    private static String oneLine(String value) {
        for (int i = 0; i < value.length(); i++) {
            char one = value.charAt(i);
            if (one == '\r' || one == '\n' || one == 0) return value.replace('\r', ' ').replace('\n', ' ').replace('\0', ' ');
        }
        return value;
    }
}
