package dev.sluice.app.cli;

import picocli.CommandLine.IVersionProvider;

/** What the jar says of itself; {@code development} when run from classes. */
public final class Version implements IVersionProvider {
    public static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public String[] getVersion() { return new String[]{"sluice " + text(), "java " + Runtime.version()}; }
}
