package dev.muxwire.cli.attach;

import dev.muxwire.cli.screen.DetachKey;

/**
 * What the user chose.
 *
 * @param detachKey leaves the terminal as it is
 * @param readOnly nothing typed is sent
 * @param required a program that waits for its readers waits for this one
 * @param allowClipboard programs may write the user's clipboard
 * @param allowTitleReports programs may ask for the title of the user's terminal
 */
public record AttachSettings(
    DetachKey detachKey,
    boolean readOnly,
    boolean required,
    boolean allowClipboard,
    boolean allowTitleReports) {}
