package dev.muxwire.fuzz;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Several packets as one input: each behind its length; what cannot be cut so is one packet. */
final class PacketScript {
  private PacketScript() {}

  static byte[] of(List<byte[]> packets) {
    ByteArrayOutputStream script = new ByteArrayOutputStream();
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(script);
      for (byte[] packet : packets) {
        out.writeByteArrayNoTag(packet);
      }
      out.flush();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return script.toByteArray();
  }

  static List<byte[]> packets(byte[] script) {
    List<byte[]> packets = new ArrayList<>();
    CodedInputStream in = CodedInputStream.newInstance(script);
    int position = 0;
    try {
      while (!in.isAtEnd()) {
        packets.add(in.readByteArray());
        position = in.getTotalBytesRead();
      }
    } catch (IOException e) {
      packets.add(java.util.Arrays.copyOfRange(script, position, script.length));
    }
    return packets;
  }
}
