package dev.sluice.rules.model;

import java.util.List;

/** A configured header value: literal text, or text with Envoy's command operators ({@code %REQ(x)%}), parsed once. */
public sealed interface HeaderValue {
    /** Asks the caller for what only it knows. */
    interface Variables {
        /** The value of the request header {@code name} (lower case; {@code :path} and the like allowed); empty if there is none. */
        String requestHeader(String name);

        /** The value of a connection or request attribute by its operator's name, {@code DOWNSTREAM_REMOTE_ADDRESS}; {@code -} if unknown. */
        String attribute(String operator);
    }

    String render(Variables variables);

    record Literal(String text) implements HeaderValue {
        @Override
        public String render(Variables variables) {
            return text;
        }
    }

    /**
     * A request header, cut to {@code maxLength} characters.
     *
     * @param alternative asked if {@code name} is absent; empty if there is none
     */
    record RequestHeader(String name, String alternative, int maxLength) implements HeaderValue {
        @Override
        public String render(Variables variables) {
            String value = variables.requestHeader(name);
            if (value.isEmpty() && !alternative.isEmpty()) value = variables.requestHeader(alternative);
            return value.length() <= maxLength ? value : value.substring(0, maxLength);
        }
    }

    record Attribute(String operator) implements HeaderValue {
        @Override
        public String render(Variables variables) {
            return variables.attribute(operator);
        }
    }

    record Parts(List<HeaderValue> parts) implements HeaderValue {
        public Parts {
            parts = List.copyOf(parts);
        }

        @Override
        public String render(Variables variables) {
            var text = new StringBuilder();
            for (HeaderValue part : parts) text.append(part.render(variables));
            return text.toString();
        }
    }
}
