package dev.sluice.dataplane.telemetry;

/** How an access log line looks. */
public enum LineFormat {
    /** One JSON object a line: {@link JsonLines}. */
    JSON("json") {
        @Override
        LineWriter writer() {
            return new JsonLines();
        }
    },

    /** The line that Istio's gateways write by default, and more: {@link TextLines}. */
    TEXT("text") {
        @Override
        LineWriter writer() {
            return new TextLines();
        }
    };

    /** Longest text of a client's choosing that is printed. */
    private static final int MAX_TEXT = 2_048;

    private final String text;

    LineFormat(String text) {
        this.text = text;
    }

    /** As in flags. */
    @Override
    public String toString() {
        return text;
    }

    /** For one thread. */
    abstract LineWriter writer();

    static long millis(long nanos) {
        return nanos < 0 ? -1 : nanos / 1_000_000;
    }

    static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT - 3) + "...";
    }
}
