/** Tests of the RocksDB engine, with real processes killed. */
@NullMarked
package dev.muxwire.server.storage.rocksdb;

import org.jspecify.annotations.NullMarked;
