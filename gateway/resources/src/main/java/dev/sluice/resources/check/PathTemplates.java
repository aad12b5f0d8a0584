package dev.sluice.resources.check;

import java.util.List;
import java.util.regex.Pattern;

/** Paths with the operators <code>{*}</code> (one segment) and <code>{**}</code> (any rest). */
final class PathTemplates {
    private static final String ONE = "{*}";
    private static final String ANY = "{**}";
    /** RFC 3986 appendix A: pchar. */
    private static final Pattern LITERAL = Pattern.compile("[a-zA-Z0-9\\-._~%!$&'()+,;:@=]+");

    private PathTemplates() {}

    static void check(Findings findings, String field, List<String> paths) {
        for (int i = 0; i < paths.size(); i++) {
            String fault = fault(paths.get(i));
            if (!fault.isEmpty()) findings.add(CheckCode.BAD_PATH_TEMPLATE, field + "[" + i + "]", "'" + paths.get(i) + "': " + fault);
        }
    }

    private static String fault(String path) {
        boolean template = path.contains(ONE) || path.contains(ANY);
        boolean any = false;
        for (String segment : trim(path).split("/", -1)) {
            boolean operator = segment.equals(ONE) || segment.equals(ANY);
            if (operator && any) return ANY + " must be the last operator";
            if (segment.equals(ANY)) any = true;
            if (operator) continue;
            if (segment.indexOf('{') >= 0 || segment.indexOf('}') >= 0)
                return "braces are possible as whole segments " + ONE + " and " + ANY + " only";
            if (template && !LITERAL.matcher(segment).matches()) return "segment '" + segment + "' of a template is not literal";
        }
        return "";
    }

    private static String trim(String path) {
        int start = 0;
        int end = path.length();
        while (start < end && path.charAt(start) == '/') start++;
        while (end > start && path.charAt(end - 1) == '/') end--;
        return path.substring(start, end);
    }
}
