package dev.sluice.app.laws;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** All compiled classes of the checkout: those of the modules that Maven built before this one. */
final class House {
    private static final Path TOP = top();
    static final JavaClasses MAIN = classes("classes");
    static final JavaClasses TESTS = classes("test-classes");

    private House() {}

    /** The checkout's root: where {@code .mvn} is. */
    private static Path top() {
        Path here = Path.of("").toAbsolutePath();
        while (here != null && !Files.isDirectory(here.resolve(".mvn"))) here = here.getParent();
        if (here == null) throw new IllegalStateException("not inside a checkout: no .mvn above " + Path.of("").toAbsolutePath());
        return here;
    }

    private static JavaClasses classes(String folder) {
        var found = new ArrayList<Location>();
        for (Path path : targets(folder)) found.add(Location.of(path));
        return new ClassFileImporter().importLocations(found);
    }

    private static List<Path> targets(String folder) {
        var found = new ArrayList<Path>();
        try {
            Files.walkFileTree(TOP, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    String name = String.valueOf(directory.getFileName());
                    if (name.equals("target")) {
                        if (Files.isDirectory(directory.resolve(folder))) found.add(directory.resolve(folder));
                        return FileVisitResult.SKIP_SUBTREE;
                    }
                    // Measurements are no part of the product: they use chance, and JMH generates classes of theirs.
                    if (directory.equals(TOP.resolve("perf"))) return FileVisitResult.SKIP_SUBTREE;
                    return name.equals("src") || name.startsWith(".") && !directory.equals(TOP)
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }
}
