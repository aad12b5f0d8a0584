package dev.sluice.reader;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TreeWriterTest {
    private static final List<String> TEXTS = List.of("", "a", "on", "y", "null", "~", "80", "0x1f", "1e3", ".5", "a: b", "a #b", "#a",
            "- a", "-", "*", "*.a.com", "&a",
            "!a", "%a", "@a", "a\nb", "a\nb\n", "\n", "a\n\nb\n\n", " a\nb", "a \nb", "\ta", "a\tb\nc", "\u0001", "\u2028", "\uD83D\uDE00",
            "'", "\"", "\\", "{", "[a]", "a,b",
            "2020-01-01", "<<", "a:", "|", ">", "=", "true ", "---", "... x", "? a", "key: |\n  b\n", "trailing ", "\uFEFFa", "#\na",
            "\u0085", "a\u007Fb", "a\rb\nc");

    private static ObjectNode randomObject(Random dice, int depth) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (int i = dice.nextInt(4); i >= 0; i--) {
            String name = TEXTS.get(dice.nextInt(TEXTS.size()));
            switch (dice.nextInt(depth > 3 ? 3 : 5)) {
                case 0 -> object.put(name, TEXTS.get(dice.nextInt(TEXTS.size())));
                case 1 -> object.put(name, dice.nextInt());
                case 2 -> object.put(name, dice.nextBoolean());
                case 3 -> object.set(name, randomObject(dice, depth + 1));
                default -> object.set(name, randomList(dice, depth + 1));
            }
        }
        return object;
    }

    private static ArrayNode randomList(Random dice, int depth) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (int i = dice.nextInt(4); i > 0; i--) {
            switch (dice.nextInt(depth > 3 ? 2 : 4)) {
                case 0 -> list.add(TEXTS.get(dice.nextInt(TEXTS.size())));
                case 1 -> list.add(dice.nextDouble());
                case 2 -> list.add(randomObject(dice, depth + 1));
                default -> list.add(randomList(dice, depth + 1));
            }
        }
        return list;
    }

    @Test
    void shouldWriteYamlThatReadsBackToTheSameTree() {
        var dice = new Random(7);
        for (int i = 0; i < 5_000; i++) {
            ObjectNode tree = randomObject(dice, 0);
            String yaml = TreeWriter.yaml(tree);
            List<Parsed> back = TextParser.parse(yaml, Limits.DEFAULT);
            assertThat(back).as(yaml).hasSize(1);
            assertThat(back.getFirst().tree()).as(yaml).isEqualTo(tree);
        }
    }

    @Test
    void shouldWriteWhatAPersonWouldWrite() throws Exception {
        var tree = new ObjectMapper().readTree(
                "{\"kind\":\"Gateway\",\"spec\":{\"servers\":[{\"hosts\":[\"*\",\"a.example.com\"],\"port\":{\"number\":80}}],\"selector\":{},"
                        + "\"text\":\"one\\ntwo\\n\",\"flag\":\"on\"}}");
        assertThat(TreeWriter.yaml(tree)).isEqualTo("""
                kind: Gateway
                spec:
                  servers:
                  - hosts:
                    - "*"
                    - a.example.com
                    port:
                      number: 80
                  selector: {}
                  text: |
                    one
                    two
                  flag: "on"
                """);
    }

    @Test
    void shouldWriteEqualTreesAsTheSameCanonicalJson() throws Exception {
        var mapper = new ObjectMapper();
        assertThat(TreeWriter.canonicalJson(mapper.readTree("{\"b\": [1.0, 0.5], \"a\": {\"d\": 1, \"c\": \"x\"}}")))
                .isEqualTo("{\"a\":{\"c\":\"x\",\"d\":1},\"b\":[1,0.5]}");
    }
}
