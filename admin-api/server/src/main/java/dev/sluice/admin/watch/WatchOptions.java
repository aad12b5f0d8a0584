package dev.sluice.admin.watch;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * How to watch.
 *
 * @param after the revision that the client has; empty for what is newest, told as ADDED first
 * @param initialEvents whether to tell the present objects first
 * @param markInitialEnd whether to mark the end of those with an annotated BOOKMARK
 * @param bookmarks whether the client understands BOOKMARK
 * @param lifetime when the stream ends of itself
 */
public record WatchOptions(OptionalLong after, boolean initialEvents, boolean markInitialEnd, boolean bookmarks, Duration lifetime) {}
