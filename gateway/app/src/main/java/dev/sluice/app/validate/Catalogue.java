package dev.sluice.app.validate;

import dev.sluice.admin.admission.AdmissionCode;
import dev.sluice.admin.credential.CredentialCode;
import dev.sluice.admin.objects.ImportCode;
import dev.sluice.node.source.SourceCode;
import dev.sluice.reader.ReaderCode;
import dev.sluice.resources.DiagnosticCode;
import dev.sluice.resources.check.CheckCode;
import dev.sluice.rules.analyze.AnalysisCode;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Every diagnostic code there is, made from the enums in which the modules keep theirs. */
public final class Catalogue {
    private static final List<Class<? extends DiagnosticCode>> ENUMS = List.of(ReaderCode.class, CheckCode.class, AnalysisCode.class,
            AdmissionCode.class, CredentialCode.class, ImportCode.class, SourceCode.class);

    private Catalogue() {}

    /** In the order of their codes. */
    public static List<DiagnosticCode> all() {
        return ENUMS.stream().flatMap(Catalogue::constants).sorted(Comparator.comparing(DiagnosticCode::code)).toList();
    }

    public static Optional<DiagnosticCode> find(String code) {
        return all().stream().filter(one -> one.code().equalsIgnoreCase(code.strip())).findFirst();
    }

    /** A page of text for one code. */
    public static String page(DiagnosticCode code) {
        return code.code() + " (" + code.severity().name().toLowerCase(Locale.ROOT) + "): " + code.title() + "\n\n" + code.explanation()
                + "\n";
    }

    private static Stream<DiagnosticCode> constants(Class<? extends DiagnosticCode> of) {
        return Arrays.stream(of.getEnumConstants()).map(DiagnosticCode.class::cast);
    }
}
