package dev.sluice.app.cli;

/** How a command answers: for people, or in the published JSON shape. */
public enum OutputFormat {
    TEXT, JSON
}
