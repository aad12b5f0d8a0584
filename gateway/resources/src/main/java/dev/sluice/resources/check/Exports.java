package dev.sluice.resources.check;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@code exportTo}: which namespaces see an object. */
final class Exports {
    private Exports() {}

    static void check(Findings findings, String field, String namespace, List<String> exportTo) {
        check(findings, field, namespace, exportTo, false);
    }

    /** @param noneAllowed whether {@code ~} may stand there, alone */
    static void check(Findings findings, String field, String namespace, List<String> exportTo, boolean noneAllowed) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < exportTo.size(); i++) {
            String entry = exportTo.get(i);
            String here = field + "[" + i + "]";
            String meant = entry.equals(".") ? namespace : entry;
            if (!seen.add(meant)) {
                findings.add(CheckCode.BAD_EXPORT, here,
                        "'" + entry + "' stands there twice" + (entry.equals(".") ? ": it means the namespace '" + namespace + "'" : ""));
            }
            if (entry.equals("~") && !noneAllowed) {
                findings.add(CheckCode.BAD_EXPORT, here, "'~' (nobody) is possible for ServiceEntries only",
                        "use '.' to keep it in its own namespace");
            } else if (!Set.of(".", "*", "~").contains(entry) && !Names.isLabel(entry)) {
                findings.add(CheckCode.BAD_EXPORT, here, "'" + entry + "' is not a namespace",
                        "a namespace, '.' for its own or '*' for all");
            }
        }
        if (exportTo.size() > 1 && seen.contains("*"))
            findings.add(CheckCode.BAD_EXPORT, field, "'*' already means all namespaces", "keep '*' alone or remove it");
        if (exportTo.size() > 1 && noneAllowed && seen.contains("~"))
            findings.add(CheckCode.BAD_EXPORT, field, "'~' (nobody) cannot stand beside somebody", "keep '~' alone or remove it");
    }
}
