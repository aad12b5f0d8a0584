package dev.sluice.app.cli;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Why a file or folder could not be used. */
public final class FileTrouble {
    private FileTrouble() {}

    /** The message of these exceptions is often the bare path. */
    public static String inWords(Exception failure) {
        return switch (failure) {
            case AccessDeniedException denied -> "permission denied";
            case FileAlreadyExistsException there -> there.getFile() + " is there and is no folder";
            case NoSuchFileException missing -> missing.getFile() + " does not exist, or nothing can be made there";
            case FileSystemException system when system.getReason() != null -> system.getReason();
            default -> failure.getClass().getSimpleName() + ": " + failure.getMessage();
        };
    }
}
