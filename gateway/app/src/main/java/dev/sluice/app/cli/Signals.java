package dev.sluice.app.cli;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

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
            // Found on the interface: the class of a lambda of another package is not for us to see.
            MethodHandle run = MethodHandles.publicLookup().findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
                    .bindTo(action);
            Object proxy = MethodHandleProxies.asInterfaceInstance(handler, MethodHandles.dropArguments(run, 0, signal));
            signal.getMethod("handle", signal, handler).invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }
}
