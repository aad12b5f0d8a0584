package dev.sluice.rules.explain;

import dev.sluice.rules.model.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One step of an explanation: words, and among them the places in configuration of which they speak. */
public record Step(List<Part> parts) {
    /** A piece of a step. */
    public sealed interface Part {
        record Words(String text) implements Part {}

        record Place(Provenance at) implements Part {}
    }

    public Step {
        parts = List.copyOf(parts);
    }

    /** A step of words alone. */
    public static Step of(String words) {
        return new Step(List.of(new Part.Words(words)));
    }

    /** This step with more words. */
    Step and(String words) {
        return with(new Part.Words(words));
    }

    /** This step with a place. */
    Step at(Provenance place) {
        return with(new Part.Place(place));
    }

    /** This step with places, separated by semicolons. */
    Step at(List<Provenance> places) {
        Step step = this;
        for (int i = 0; i < places.size(); i++) step = (i == 0 ? step : step.and("; ")).at(places.get(i));
        return step;
    }

    private Step with(Part part) {
        var all = new ArrayList<>(parts);
        all.add(part);
        return new Step(all);
    }

    /** The places named, in order. */
    public List<Provenance> places() {
        var places = new ArrayList<Provenance>();
        for (Part part : parts) if (part instanceof Part.Place it) places.add(it.at());
        return places;
    }

    /** As a sentence, each place as {@code named} writes it. */
    public String text(Function<Provenance, String> named) {
        return parts.stream().map(part -> switch (part) {
            case Part.Words it -> it.text();
            case Part.Place it -> named.apply(it.at());
        }).collect(Collectors.joining());
    }

    @Override
    public String toString() {
        return text(Provenance::toString);
    }
}
