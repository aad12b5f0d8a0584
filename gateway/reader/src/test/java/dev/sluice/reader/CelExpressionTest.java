package dev.sluice.reader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.resources.Diagnostic;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters of access logs: the grammar of CEL (CEL specification, section Syntax), and what its macros ask for. */
class CelExpressionTest {
    @ParameterizedTest
    @ValueSource(strings = {"response.code >= 400", "response.code>=400&&response.code<500", "true", "null", "1", "-1", "0x1Fu", "1.5e-3",
            ".5", "1e10", "'a'",
            "\"a\\n\\x41\\u00e9\\U0001F600\\101\"", "r'\\d+'", "b'abc'", "br\"a\\\"", "'''it's\nlong'''", "!connection.mtls", "!!a", "--1",
            "a ? b : c ? d : e",
            "a in [1, 2, 3,]", "{'a': 1, 'b': 2,}", "request.headers['x-user'].startsWith('a') || has(request.auth.claims)",
            "a.b.c(d, e)[0].f", "f()",
            "google.protobuf.Duration{seconds: 1}", ".a.b", "[1].exists(x, x > 0)", "l.map(x, x > 0, x * 2)", "a.namespace == 'b'", "(a)",
            "a // the rest\n&& b",
            "xds.cluster_metadata.filter_metadata['istio']['services'][0].name != \"\"", "size([]) == 0", "a.in_1", "1.0.string()",
            "response.code % 2 == 0"})
    void shouldTakeExpressions(String expression) {
        assertThat(findings(expression)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"response.code >=|expected an expression, found the end (column 17)",
            "response.code => 400|'=' has no meaning here (column 15)", "response.code = 400|'=' has no meaning here (column 15)",
            "response.code == 400 and a|expected an operator, found 'and' (column 22)",
            "`a || || b`|`expected an expression, found '||' (column 6)`",
            "a & b|'&' has no meaning here (column 3)", "'a|the quote ' is not closed (column 1)",
            "(a|expected ')', found the end (column 3)",
            "a)|expected an operator, found ')' (column 2)", "[1, 2|expected ',', found the end (column 6)",
            "{1, 2}|expected ':', found ',' (column 3)",
            "a.|expected the name of a field or function, found the end (column 3)",
            "a.1|expected the name of a field or function, found '1' (column 3)", "a ? b|expected ':', found the end (column 6)",
            "a b|expected an operator, found 'b' (column 3)", "1abc|'1a' is no number (column 1)", "0x|'0x' has no digits (column 1)",
            "'\\q'|'\\q' is no escape (column 2)", "has(a)|has() takes one field, such as has(request.host) (column 1)",
            "l.all(1, true)|all() takes the name of a variable first (column 3)", "for|'for' is a reserved word (column 1)",
            "in|expected an expression, found 'in' (column 1)",
            "!-a|expected an expression, found '-' (column 2)", "f(a,)|expected an expression, found ')' (column 5)",
            "über|'ü' has no meaning here (column 1)"})
    void shouldRefuseOthersAndSayWhere(String expression, String fault) {
        assertThat(findings(expression)).singleElement().satisfies(one -> {
            assertThat(one.code().code()).isEqualTo("SL1204");
            assertThat(one.message()).isEqualTo("not a CEL expression: " + fault);
            assertThat(one.field()).isEqualTo("spec.accessLogging[0].filter.expression");
        });
    }

    @Test
    void shouldRefuseWhatIsNestedWithoutEnd() {
        assertThat(findings("(".repeat(100_000) + "a" + ")".repeat(100_000))).singleElement()
                .satisfies(one -> assertThat(one.message()).contains("nested more than 250 deep"));
        assertThat(findings("(".repeat(200) + "a" + ")".repeat(200))).isEmpty();
    }

    private static List<Diagnostic> findings(String expression) {
        String text = "{\"apiVersion\": \"telemetry.istio.io/v1\", \"kind\": \"Telemetry\", \"metadata\": {\"name\": \"a\"},"
                + " \"spec\": {\"accessLogging\": [{\"filter\": {\"expression\": \""
                + expression.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"}}]}}";
        return ResourceReader.readText("telemetry.json", text).getFirst().diagnostics();
    }
}
