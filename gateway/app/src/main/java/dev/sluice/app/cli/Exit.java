package dev.sluice.app.cli;

/** How a command ends; published, scripts rely on it. */
public final class Exit {
    public static final int OK = 0;
    /** The command did its work and found something wrong. */
    public static final int FINDINGS = 1;
    /** Bad usage, or the command could not do its work. */
    public static final int FAILURE = 2;

    private Exit() {}
}
