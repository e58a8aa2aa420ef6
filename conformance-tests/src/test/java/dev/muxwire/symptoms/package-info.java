/**
 * What sync servers for terminals are known to suffer from, each shown not to happen: a server and
 * SDK clients of this process, over real sockets. docs/SYMPTOMS.md has the list.
 */
@NullMarked
package dev.muxwire.symptoms;

import org.jspecify.annotations.NullMarked;
