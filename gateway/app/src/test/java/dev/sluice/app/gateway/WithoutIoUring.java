package dev.sluice.app.gateway;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sluice.app.Main;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** The command in a sandbox as containers have it: seccomp answers EPERM to io_uring_setup. */
final class WithoutIoUring {
    private static final int PR_SET_NO_NEW_PRIVS = 38;
    private static final int PR_SET_SECCOMP = 22;
    private static final long SECCOMP_MODE_FILTER = 2;
    /** The same on x86_64 and aarch64. */
    private static final int IO_URING_SETUP = 425;
    private static final int ALLOW = 0x7fff0000;
    private static final int REFUSE_BY_EPERM = 0x00050001;

    private WithoutIoUring() {}

    @SuppressWarnings("restricted") // a system call can be made in no other way
    public static void main(String[] arguments) throws Throwable {
        Linker linker = Linker.nativeLinker();
        MethodHandle prctl = linker.downcallHandle(linker.defaultLookup().findOrThrow("prctl"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG), Linker.Option.firstVariadicArg(1));
        try (Arena memory = Arena.ofConfined()) {
            MemorySegment filter = memory.allocate(4 * 8, 8);
            instruction(filter, 0, 0x20, 0, 0, 0);
            instruction(filter, 1, 0x15, 0, 1, IO_URING_SETUP);
            instruction(filter, 2, 0x06, 0, 0, REFUSE_BY_EPERM);
            instruction(filter, 3, 0x06, 0, 0, ALLOW);
            MemorySegment program = memory.allocate(16, 8);
            program.set(ValueLayout.JAVA_SHORT, 0, (short) 4);
            program.set(JAVA_LONG, 8, filter.address());
            // Threads that are begun later inherit it.
            if ((int) prctl.invokeExact(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L) != 0
                    || (int) prctl.invokeExact(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program.address(), 0L, 0L) != 0) {
                throw new IllegalStateException("no seccomp here");
            }
        }
        Main.main(arguments);
    }

    private static void instruction(MemorySegment program, int index, int code, int ifTrue, int ifFalse, int operand) {
        long at = 8L * index;
        program.set(ValueLayout.JAVA_SHORT, at, (short) code);
        program.set(ValueLayout.JAVA_BYTE, at + 2, (byte) ifTrue);
        program.set(ValueLayout.JAVA_BYTE, at + 3, (byte) ifFalse);
        program.set(JAVA_INT, at + 4, operand);
    }
}
