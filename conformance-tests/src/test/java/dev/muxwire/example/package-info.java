/** The example that README.md quotes, and the tests that keep it true. */
package dev.muxwire.example;
