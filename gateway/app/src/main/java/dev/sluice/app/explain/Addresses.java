package dev.sluice.app.explain;

import dev.sluice.rules.endpoints.DnsAnswers;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Asks this machine's resolver. Waits. */
final class Addresses {
    private Addresses() {}

    /** @param told hears of names that do not resolve here, though they may where the gateway runs */
    static DnsAnswers of(Set<String> names, Consumer<String> told) {
        var answers = new TreeMap<String, List<String>>();
        for (String name : names) {
            try {
                answers.put(name, Arrays.stream(InetAddress.getAllByName(name)).map(InetAddress::getHostAddress).toList());
            } catch (UnknownHostException e) {
                told.accept("the name " + name + " does not resolve on this machine");
            }
        }
        return new DnsAnswers(answers);
    }
}
