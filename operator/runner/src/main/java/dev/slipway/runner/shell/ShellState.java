package dev.slipway.runner.shell;

import java.util.Map;
import java.util.Set;

/**
 * What is carried from one command to the next. Texts hold one byte a character (ISO 8859-1), so
 * that every byte survives.
 *
 * @param scalars variables that have a value
 * @param exported names that are exported, with or without a value
 * @param directory working directory; empty when it is gone
 */
record ShellState(Map<String, String> scalars, Set<String> exported, String directory) {}
