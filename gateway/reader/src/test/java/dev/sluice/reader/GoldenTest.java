package dev.sluice.reader;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.resources.Diagnostic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is said about single objects: {@code KIND/CASE.in.yaml} beside {@code KIND/CASE.out.yaml}; the file's name is the test. {@code -Dgolden.write=true} writes
 * what is said now; read the difference before you commit it.
 */
class GoldenTest {
    private static final Path CASES = Path.of("src/test/resources");
    private static final boolean WRITE = Boolean.getBoolean("golden.write");
    private static final ObjectMapper JSON = new ObjectMapper();

    static Stream<String> cases() throws IOException {
        return Corpora.files(CASES, ".in.yaml").stream().map(file -> CASES.relativize(file).toString().replace(".in.yaml", ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void shouldSay(String name) throws IOException {
        Path out = CASES.resolve(name + ".out.yaml");
        String said = said(CASES.resolve(name + ".in.yaml"));
        if (WRITE) Files.writeString(out, said);

        assertThat(out).exists();
        assertThat(said).isEqualTo(Files.readString(out));
    }

    @Test
    void shouldHaveACaseForEachExpectation() {
        List<String> expectations = Corpora.files(CASES, ".out.yaml").stream().map(file -> CASES.relativize(file).toString()).toList();
        assertThat(expectations).isNotEmpty().allSatisfy(
                out -> assertThat(CASES.resolve(out.replace(".out.yaml", ".in.yaml"))).exists());
    }

    private static String said(Path file) throws IOException {
        var text = new StringBuilder();
        for (ReadDocument document : ResourceReader.readText(file.getFileName().toString(), Files.readString(file)))
            for (Diagnostic one : document.diagnostics()) append(text, one);
        return text.isEmpty() ? "[]\n" : text.toString();
    }

    private static void append(StringBuilder text, Diagnostic one) throws IOException {
        text.append("- code: ").append(one.code().code()).append('\n');
        text.append("  severity: ").append(one.severity().name().toLowerCase(java.util.Locale.ROOT)).append('\n');
        text.append("  line: ").append(one.where().line()).append('\n');
        text.append("  field: ").append(quoted(one.field())).append('\n');
        text.append("  message: ").append(quoted(one.message())).append('\n');
        text.append("  help: ").append(quoted(one.help())).append('\n');
    }

    /** A text of JSON is one of YAML. */
    private static String quoted(String text) throws IOException {
        return JSON.writeValueAsString(text);
    }
}
