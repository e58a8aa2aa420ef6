package dev.muxwire.simulation;

import dev.muxwire.wire.PacketMemory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** Spoils what is given back, so that whoever still reads it shows; nothing may be given twice. */
public final class SpoilingMemory implements PacketMemory {
  private final Set<ByteBuffer> taken = Collections.newSetFromMap(new IdentityHashMap<>());

  @Override
  public ByteBuffer take(int bytes) {
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    taken.add(buffer);
    return buffer;
  }

  @Override
  public void give(ByteBuffer buffer) {
    if (!taken.remove(buffer)) {
      throw new IllegalStateException("a packet's memory was given back that was not taken");
    }
    Arrays.fill(buffer.array(), (byte) 0xFF);
  }
}
