import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Gives the classes of picocli in a jar, which are compiled for Java 5, the form of Java 8: the same instructions with stack maps. Java's start-up cache takes no
 * classes older than Java 6, and without it the command line is a fifth of a start. Run by gateway/bin/train: {@code java RaiseClassFiles.java sluice.jar}.
 */
final class RaiseClassFiles {
    private static final String OLD = "picocli/";

    public static void main(String[] arguments) throws IOException {
        Path jar = Path.of(arguments[0]);
        Path next = jar.resolveSibling(jar.getFileName() + ".new");
        try (var zip = new ZipFile(jar.toFile());
                var out = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(next), 1 << 20));
                var loader = new URLClassLoader(new URL[]{jar.toUri().toURL()})) {
            var resolver = ClassHierarchyResolver.ofResourceParsing(loader).orElse(ClassHierarchyResolver.defaultResolver());
            var files = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(resolver), ClassFile.StackMapsOption.GENERATE_STACK_MAPS);
            for (ZipEntry entry : Collections.list(zip.entries())) {
                var copy = new ZipEntry(entry.getName());
                copy.setTime(entry.getTime());
                out.putNextEntry(copy);
                try (InputStream in = zip.getInputStream(entry)) {
                    byte[] bytes = in.readAllBytes();
                    out.write(entry.getName().startsWith(OLD) && entry.getName().endsWith(".class") ? raised(files, bytes) : bytes);
                }
                out.closeEntry();
            }
        }
        Files.move(next, jar, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static byte[] raised(ClassFile files, byte[] bytes) {
        var model = files.parse(bytes);
        if (model.majorVersion() >= ClassFile.JAVA_8_VERSION) return bytes;
        ClassTransform version = (builder, element) -> {
            if (element instanceof ClassFileVersion) builder.withVersion(ClassFile.JAVA_8_VERSION, 0);
            else builder.with(element);
        };
        return files.transformClass(model, version.andThen(ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)));
    }
}
