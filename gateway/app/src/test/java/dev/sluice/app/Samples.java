package dev.sluice.app;

import java.nio.file.Files;
import java.nio.file.Path;

/** The folder of samples in this source tree. */
public final class Samples {
    private Samples() {}

    public static Path folder(String story) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path folder = at.resolve("config-samples").resolve(story);
            if (Files.isDirectory(folder)) return folder;
        }
        throw new IllegalStateException("no config-samples/" + story + " above the working directory");
    }

    public static String path(String story) {
        return folder(story).toString();
    }
}
