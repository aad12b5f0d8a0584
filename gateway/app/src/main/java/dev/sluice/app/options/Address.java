package dev.sluice.app.options;

/** Addresses to listen on. */
public final class Address {
    private Address() {}

    public static boolean isAny(String bind) {
        return bind.isEmpty() || bind.equals("0.0.0.0") || bind.equals("::");
    }

    /** Where someone on this machine reaches what listens on {@code bind}, as a URL writes it. */
    public static String reachable(String bind) {
        if (isAny(bind)) return "127.0.0.1";
        return bind.indexOf(':') >= 0 ? "[" + bind + "]" : bind;
    }
}
