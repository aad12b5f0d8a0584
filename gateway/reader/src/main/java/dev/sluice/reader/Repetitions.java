package dev.sluice.reader;

import dev.sluice.resources.Diagnostic;
import dev.sluice.resources.ObjectRef;
import dev.sluice.resources.SourceRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Objects that stand in several places of what is read together. */
public final class Repetitions {
    private Repetitions() {}

    /** An error at each place but the first, which it names; of {@code documents} in their order. */
    public static List<Diagnostic> of(List<ReadDocument> documents) {
        Map<ObjectRef, SourceRef> first = new HashMap<>();
        var found = new ArrayList<Diagnostic>();
        for (ReadDocument document : documents) {
            ObjectRef ref = document.ref();
            if (ref == null || ref.name().isEmpty()) continue;
            SourceRef here = document.locations().at("metadata.name");
            SourceRef before = first.putIfAbsent(ref, here);
            if (before == null) continue;
            found.add(new Diagnostic(ReaderCode.REPEATED, ref, "metadata.name", "the object stands already at " + before,
                    "remove one of the two, or give it another name", here));
        }
        return found;
    }
}
