package dev.sluice.rules.explain;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An explanation in the making. */
final class Notes {
    private final List<Step> steps = new ArrayList<>();
    String listener = "";
    String host = "";
    String route = "";
    String destination = "";
    String flag = "";

    void step(String words) {
        step(Step.of(words));
    }

    void step(Step step) {
        steps.add(step);
    }

    /** @param at how many steps come before it */
    void stepAt(int at, Step step) {
        steps.add(at, step);
    }

    int steps() {
        return steps.size();
    }

    Explanation end(@Nullable Integer status, String withFlag) {
        return new Explanation(status, listener, host, route, destination, withFlag, steps);
    }
}
