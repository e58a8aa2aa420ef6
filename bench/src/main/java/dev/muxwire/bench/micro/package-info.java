/** What single mechanisms cost, without processes and network. */
@NullMarked
package dev.muxwire.bench.micro;

import org.jspecify.annotations.NullMarked;
