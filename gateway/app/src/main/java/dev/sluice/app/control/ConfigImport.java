package dev.sluice.app.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.objects.ImportOutcome;
import dev.sluice.app.files.ConfigFiles;
import dev.sluice.app.files.DiagnosticPrinter;
import dev.sluice.app.files.LastApplied;
import dev.sluice.resources.Diagnostic;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the files of {@code --config} into the store: all as one transaction, or, with any error, nothing. */
public final class ConfigImport {
    private static final Logger LOG = LoggerFactory.getLogger(ConfigImport.class);

    private ConfigImport() {}

    /**
     * @param err hears every finding, errors and warnings
     * @return false if there were errors and nothing was applied
     */
    public static boolean run(ControlPlane control, ConfigFiles files, PrintWriter err) {
        List<Diagnostic> found = files.diagnostics();
        if (found.stream().anyMatch(Diagnostic::isError)) {
            err.print(DiagnosticPrinter.text(found));
            err.println("nothing was applied: " + DiagnosticPrinter.summary(found));
            err.flush();
            return false;
        }
        return switch (control.importObjects(trees(files), "--config")) {
            case ImportOutcome.Applied applied -> {
                report(files, found, applied.warnings(), err);
                LOG.info("--config: {} objects read, {} changed", files.resources().size(), applied.changed());
                yield true;
            }
            case ImportOutcome.Refused refused -> {
                List<Diagnostic> all = report(files, found, refused.diagnostics(), err);
                err.println("nothing was applied: " + DiagnosticPrinter.summary(all));
                err.flush();
                yield false;
            }
        };
    }

    private static List<Diagnostic> report(ConfigFiles files, List<Diagnostic> ofReading, List<Diagnostic> ofStore, PrintWriter err) {
        var all = new ArrayList<>(ofReading);
        for (Diagnostic one : files.located(ofStore)) {
            // The store reads the objects once more; what the files' reader said already is not said twice.
            boolean said = ofReading.stream().anyMatch(other -> other.code().equals(one.code()) && other.field().equals(one.field())
                    && Objects.equals(other.object(), one.object()));
            if (!said) all.add(one);
        }
        err.print(DiagnosticPrinter.text(all));
        err.flush();
        return all;
    }

    private static List<ObjectNode> trees(ConfigFiles files) {
        var trees = new ArrayList<ObjectNode>();
        files.documents().forEach(document -> {
            if (document.resource() != null && document.tree() != null) trees.add(LastApplied.noted(document.tree()));
        });
        return trees;
    }
}
