/** The cases for clients, as data: a file a family. */
@NullMarked
package dev.muxwire.conformance.client.cases;

import org.jspecify.annotations.NullMarked;
