/**
 * Time and turns, handed in: the cores of server and SDK know no thread and no clock but a {@link
 * dev.muxwire.time.Loop}. Imports the JDK alone.
 */
@NullMarked
package dev.muxwire.time;

import org.jspecify.annotations.NullMarked;
