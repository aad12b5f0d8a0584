package dev.sluice.app.cli;

import java.lang.reflect.Proxy;

/**
 * Signals of the operating system. Java's only supported way, a shutdown hook, cannot end with exit code 0, hear a second signal, or hear SIGHUP;
 * the class that can is exported by {@code jdk.unsupported} but compiling against it warns, so it is called by reflection.
 */
public final class Signals {
    private Signals() {}

    /**
     * Calls {@code action} on a thread of its own for each {@code name} ({@code TERM}, {@code INT}, {@code HUP}).
     *
     * @return false where this runtime does not let us
     */
    public static boolean on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            // A method handle in place of this proxy costs ten times as much, at every start.
            Object proxy = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[]{handler}, (self, method, arguments) -> {
                if (!method.getName().equals("handle")) return method.invoke(action, arguments);
                action.run();
                return null;
            });
            signal.getMethod("handle", signal, handler).invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
