/** Results of runs: on the console, as JSON, as JUnit's XML, as a matrix to look at. */
@NullMarked
package dev.muxwire.conformance.report;

import org.jspecify.annotations.NullMarked;
