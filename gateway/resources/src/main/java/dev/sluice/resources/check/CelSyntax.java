package dev.sluice.resources.check;

import dev.sluice.resources.check.CelTokens.Fault;
import dev.sluice.resources.check.CelTokens.Kind;
import dev.sluice.resources.check.CelTokens.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Whether a text is an expression by CEL's grammar (CEL specification, section Syntax) and its macros are called as macros must be. Names and types are not
 * looked at: which attributes there are is the proxy's to know.
 */
final class CelSyntax {
    private static final Set<String> RELATIONS = Set.of("<", "<=", ">=", ">", "==", "!=", "in");
    private static final Set<String> RESERVED = Set.of("as", "break", "const", "continue", "else", "for", "function", "if", "import", "let",
            "loop", "package",
            "namespace", "return", "var", "void", "while");
    /** Their first argument names a variable. */
    private static final Set<String> COMPREHENSIONS = Set.of("all", "exists", "exists_one", "map", "filter");
    /** As in the reference implementation; a recursive parser needs an end. */
    private static final int MAX_DEPTH = 250;

    private final List<Token> tokens;
    private int at;
    private int depth;

    /** What of an expression macros ask for. */
    private enum Shape {
        NAME, FIELD, OTHER
    }

    private CelSyntax(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** What is wrong with {@code expression}, or an empty text. */
    static String fault(String expression) {
        if (expression.isBlank()) return "it is empty";
        try {
            var syntax = new CelSyntax(CelTokens.of(expression));
            syntax.expression();
            if (syntax.peek().kind() != Kind.END) throw syntax.unexpected("an operator");
            return "";
        } catch (Fault fault) {
            return String.valueOf(fault.getMessage());
        }
    }

    private Shape expression() throws Fault {
        if (++depth > MAX_DEPTH) throw new Fault("it is nested more than " + MAX_DEPTH + " deep", peek().at());
        Shape shape = or();
        if (take("?")) {
            or();
            expect(":");
            expression();
            shape = Shape.OTHER;
        }
        depth--;
        return shape;
    }

    private Shape or() throws Fault {
        Shape shape = and();
        while (take("||")) {
            and();
            shape = Shape.OTHER;
        }
        return shape;
    }

    private Shape and() throws Fault {
        Shape shape = relation();
        while (take("&&")) {
            relation();
            shape = Shape.OTHER;
        }
        return shape;
    }

    private Shape relation() throws Fault {
        Shape shape = sum();
        while (peek().kind() == Kind.SYMBOL && RELATIONS.contains(peek().text())) {
            at++;
            sum();
            shape = Shape.OTHER;
        }
        return shape;
    }

    private Shape sum() throws Fault {
        Shape shape = product();
        while (take("+") || take("-")) {
            product();
            shape = Shape.OTHER;
        }
        return shape;
    }

    private Shape product() throws Fault {
        Shape shape = unary();
        while (take("*") || take("/") || take("%")) {
            unary();
            shape = Shape.OTHER;
        }
        return shape;
    }

    private Shape unary() throws Fault {
        String sign = peek().is("!") ? "!" : "-";
        if (!take(sign)) return member();
        while (take(sign)) {
            // The grammar repeats one of the two, and does not mix them.
        }
        member();
        return Shape.OTHER;
    }

    private Shape member() throws Fault {
        Shape shape = primary();
        while (true) {
            if (take(".")) {
                Token name = name("the name of a field or function");
                shape = Shape.FIELD;
                if (take("(")) {
                    comprehension(name, arguments());
                    shape = Shape.OTHER;
                }
            } else if (take("[")) {
                expression();
                expect("]");
                shape = Shape.OTHER;
            } else if (peek().is("{") && shape != Shape.OTHER) {
                at++;
                entries(true);
                shape = Shape.OTHER;
            } else {
                return shape;
            }
        }
    }

    private Shape primary() throws Fault {
        Token token = peek();
        if (token.kind() == Kind.LITERAL) {
            at++;
            return Shape.OTHER;
        }
        if (take("(")) {
            expression();
            expect(")");
            return Shape.OTHER;
        }
        if (take("[")) {
            list("]");
            return Shape.OTHER;
        }
        if (take("{")) {
            entries(false);
            return Shape.OTHER;
        }
        take(".");
        Token name = name("an expression");
        if (RESERVED.contains(name.text())) throw new Fault(name + " is a reserved word", name.at());
        if (!take("(")) return Shape.NAME;
        List<Shape> arguments = arguments();
        if (name.text().equals("has") && !arguments.equals(List.of(Shape.FIELD)))
            throw new Fault("has() takes one field, such as has(request.host)", name.at());
        return Shape.OTHER;
    }

    private static void comprehension(Token function, List<Shape> arguments) throws Fault {
        boolean variable = arguments.size() == 2 || arguments.size() == 3 && function.text().equals("map");
        if (variable && COMPREHENSIONS.contains(function.text()) && arguments.getFirst() != Shape.NAME)
            throw new Fault(function.text() + "() takes the name of a variable first", function.at());
    }

    private List<Shape> arguments() throws Fault {
        var shapes = new ArrayList<Shape>();
        if (take(")")) return shapes;
        do
            shapes.add(expression());
        while (take(","));
        expect(")");
        return shapes;
    }

    /** Elements up to {@code close}; the last may be followed by a comma. */
    private void list(String close) throws Fault {
        while (!take(close)) {
            expression();
            if (take(close)) return;
            expect(",");
        }
    }

    private void entries(boolean fields) throws Fault {
        while (!take("}")) {
            if (fields) name("the name of a field");
            else
                expression();
            expect(":");
            expression();
            if (take("}")) return;
            expect(",");
        }
    }

    private Token name(String wanted) throws Fault {
        Token token = peek();
        if (token.kind() != Kind.NAME) throw unexpected(wanted);
        at++;
        return token;
    }

    private void expect(String symbol) throws Fault {
        if (!take(symbol)) throw unexpected("'" + symbol + "'");
    }

    private boolean take(String symbol) {
        if (!peek().is(symbol)) return false;
        at++;
        return true;
    }

    private Token peek() {
        return tokens.get(at);
    }

    private Fault unexpected(String wanted) {
        return new Fault("expected " + wanted + ", found " + peek(), peek().at());
    }
}
