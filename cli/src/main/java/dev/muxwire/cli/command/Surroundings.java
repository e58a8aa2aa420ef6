package dev.muxwire.cli.command;

import dev.muxwire.cli.local.Environment;
import dev.muxwire.cli.output.Console;

/** What commands are given instead of reaching for the process's own: tests hand in others. */
public record Surroundings(Environment environment, Console console) {}
