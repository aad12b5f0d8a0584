package dev.sluice.app.cli;

import java.io.InputStream;
import java.security.SecureRandom;
import java.time.InstantSource;

/** What the process gives: its clock, its chance, its standard input. Made once, where the process starts; everything else takes it from here. */
public record Edge(InstantSource clock, SecureRandom random, InputStream stdin) {}
