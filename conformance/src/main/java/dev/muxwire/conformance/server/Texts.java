package dev.muxwire.conformance.server;

import com.google.protobuf.ByteString;

/** Bytes that tell their own place, and how two of them differ. */
final class Texts {
  private Texts() {}

  /** Numbered lines, cut to this many bytes. */
  static ByteString lines(int bytes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; text.length() < bytes; i++) {
      text.append("line ").append(i).append(" of what a program printed\n");
    }
    return ByteString.copyFromUtf8(text.substring(0, bytes));
  }

  /** Bytes that do not compress. */
  static ByteString noise(int bytes) {
    byte[] noise = new byte[bytes];
    new java.util.Random(bytes).nextBytes(noise);
    return ByteString.copyFrom(noise);
  }

  static String difference(ByteString due, ByteString came) {
    int common = Math.min(due.size(), came.size());
    for (int i = 0; i < common; i++) {
      if (due.byteAt(i) != came.byteAt(i)) {
        return "other bytes came, from byte " + i + " of " + due.size() + " on";
      }
    }
    return due.size() + " bytes were due, and came " + came.size();
  }
}
