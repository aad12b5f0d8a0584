package dev.sluice.app;

/** Names the class that a child process starts. */
public final class SluiceMain {
    public static final String NAME = Main.class.getName();

    private SluiceMain() {}
}
