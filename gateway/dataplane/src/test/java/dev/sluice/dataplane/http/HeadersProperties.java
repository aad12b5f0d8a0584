package dev.sluice.dataplane.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** {@link Headers} against a list of pairs. */
class HeadersProperties {
    private record Pair(String name, String value) {}

    private record Line(String name, String before, String value, String after) {
        String text() {
            return name + ":" + before + value + after + "\r\n";
        }
    }

    private record Step(String verb, String name, String value) {}

    @Property
    void shouldHoldAndWriteWhatAListWould(@ForAll("lines") List<Line> lines, @ForAll("steps") List<Step> steps) {
        Headers headers = read(lines);
        var model = new ArrayList<Pair>();
        for (Line line : lines) model.add(new Pair(line.name.toLowerCase(Locale.ROOT), line.value));

        agree(headers, model);
        for (Step step : steps) {
            take(step, headers, model);
            agree(headers, model);
        }
    }

    /** As a parser does: fields stand where they were read, with room behind. */
    private static Headers read(List<Line> lines) {
        var all = new StringBuilder("GET / HTTP/1.1\r\n");
        var places = new ArrayList<int[]>();
        for (Line line : lines) {
            int name = all.length();
            places.add(new int[]{name, line.name.length(), name + line.name.length() + 1 + line.before.length(), line.value.length()});
            all.append(line.text());
        }
        byte[] text = all.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] roomy = new byte[text.length + 40];
        System.arraycopy(text, 0, roomy, 0, text.length);
        Headers headers = Headers.over(roomy, text.length, 2);
        for (int[] at : places) headers.addHere(at[0], at[1], at[2], at[3]);
        return headers;
    }

    private static void take(Step step, Headers headers, List<Pair> model) {
        switch (step.verb) {
            case "add", "add by a prepared name", "add by a prepared field" -> {
                add(step, headers);
                model.add(new Pair(step.name, step.value));
            }
            case "set", "set by a prepared name", "set by a prepared field" -> {
                set(step, headers);
                int first = first(model, step.name);
                if (first < 0) model.add(new Pair(step.name, step.value));
                else {
                    model.set(first, new Pair(step.name, step.value));
                    for (int i = model.size() - 1; i > first; i--) {
                        if (model.get(i).name.equals(step.name)) model.remove(i);
                    }
                }
            }
            case "remove" -> assertThat(headers.remove(step.name)).isEqualTo(model.removeIf(pair -> pair.name.equals(step.name)));
            default -> {
                if (model.isEmpty()) return;
                int at = step.value.length() % model.size();
                headers.removeAt(at);
                model.remove(at);
            }
        }
    }

    private static void set(Step step, Headers headers) {
        boolean preparable = step.name.indexOf('_') < 0;
        if (preparable && step.verb.endsWith("name")) headers.set(FieldName.of(step.name), step.value);
        else if (preparable && step.verb.endsWith("field")) headers.set(Field.of(FieldName.of(step.name), step.value));
        else
            headers.set(step.name, step.value);
    }

    private static void add(Step step, Headers headers) {
        boolean preparable = step.name.indexOf('_') < 0;
        if (preparable && step.verb.endsWith("name")) headers.add(FieldName.of(step.name), step.value);
        else if (preparable && step.verb.endsWith("field")) headers.add(Field.of(FieldName.of(step.name), step.value));
        else
            headers.add(step.name, step.value);
    }

    @Property
    void shouldRefuseALineBreakAndStayAsTheyWere(@ForAll("asciiValues") String before, @ForAll char end) {
        String bad = before + (end % 3 == 0 ? '\r' : end % 3 == 1 ? '\n' : 0) + before;
        var headers = new Headers(8, 1);
        headers.add("host", before);
        FieldName name = FieldName.of("via");

        assertThatThrownBy(() -> headers.add("via", bad)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("via");
        assertThatThrownBy(() -> headers.set(name, bad)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("via");
        assertThatThrownBy(() -> Field.of(name, bad)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("via");

        agree(headers, List.of(new Pair("host", before)));
    }

    private static void agree(Headers headers, List<Pair> model) {
        var written = new byte[headers.lineBytes()];
        int length = headers.writeLines(written, 0);
        var lines = new StringBuilder();
        for (Pair pair : model) lines.append(pair.name).append(": ").append(pair.value).append("\r\n");
        assertThat(new String(written, 0, length, StandardCharsets.UTF_8)).isEqualTo(lines.toString());
        assertThat(headers.size()).isEqualTo(model.size());
        for (String name : NAMES) {
            int at = first(model, name);
            assertThat(headers.find(name, 0)).as(name).isEqualTo(at);
            assertThat(headers.first(name)).as(name).isEqualTo(at < 0 ? null : model.get(at).value);
        }
        for (Pair pair : model) assertThat(headers.anyUnderscore() || pair.name.indexOf('_') < 0).as(pair.name).isTrue();
    }

    private static int first(List<Pair> model, String name) {
        for (int i = 0; i < model.size(); i++) {
            if (model.get(i).name.equals(name)) return i;
        }
        return -1;
    }

    private static final List<String> NAMES = List.of("a", "b", "host", "x-one", "x-two", "x_one", "via", "cookie", "content-length");

    @Provide
    Arbitrary<List<Line>> lines() {
        Arbitrary<String> blank = Arbitraries.of(" ", " ", " ", "", "\t", "  ");
        Arbitrary<String> name = Arbitraries.of(NAMES).flatMap(one -> Arbitraries.of(one, one.toUpperCase(Locale.ROOT)));
        return Combinators.combine(name, blank, asciiValues(), Arbitraries.of("", "", "", " ", "\t")).as(Line::new).list().ofMaxSize(9);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(Arbitraries.of("add", "add by a prepared name", "add by a prepared field", "set",
                "set by a prepared name", "set by a prepared field", "remove", "removeAt"), Arbitraries.of(NAMES),
                Arbitraries.oneOf(asciiValues(), Arbitraries.of("\u00e4\u4e2d\ud83d\ude00", ""))).as(Step::new).list().ofMaxSize(9);
    }

    @Provide
    static Arbitrary<String> asciiValues() {
        return Arbitraries.strings().withCharRange('!', '~').ofMaxLength(30);
    }
}
