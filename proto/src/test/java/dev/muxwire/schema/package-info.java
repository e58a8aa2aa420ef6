/**
 * Tests of the schema itself: its style, its recorded baseline, and the document that explains it.
 */
package dev.muxwire.schema;
