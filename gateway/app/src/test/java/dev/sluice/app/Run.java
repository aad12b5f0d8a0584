package dev.sluice.app;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;

/** One run of the command in this process: what it answered. */
public record Run(int exit, String out, String err) {
    public static Run of(String... arguments) {
        return with(Map.of(), arguments);
    }

    public static Run with(Map<String, String> environment, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exit = Main.run(List.of(arguments), environment, new PrintWriter(out, true), new PrintWriter(err, true));
        return new Run(exit, out.toString(), err.toString());
    }
}
