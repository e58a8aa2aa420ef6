package dev.muxwire.server.workspace;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A field as it is now.
 *
 * @param raw its bytes, null once cleared
 * @param revision of its last change
 */
record FieldState(@Nullable ByteString raw, long revision) {
  /** Of its bytes. */
  int size() {
    return raw == null ? 0 : raw.size();
  }
}
