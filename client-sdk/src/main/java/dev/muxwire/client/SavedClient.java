package dev.muxwire.client;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client that was closed, to go on in another process: who it was, and its mutations without
 * result, each with its number, so that it still takes effect once. Made by {@link
 * MuxwireClient#closeAndSave}, given to {@link ClientOptions.Builder#resume}. Resume it once: two
 * clients that resume one state would take each other's requests for their own. Holds the
 * identity's secret; keep it private. Immutable.
 */
public final class SavedClient {
  private static final int FORMAT = 1;

  /**
   * One mutation.
   *
   * @param requestSeq its number; 0 = it was never sent
   * @param mutation encoded as on the wire; must not be modified
   */
  public record Waiting(long requestSeq, byte[] mutation) {}

  private final @Nullable ClientIdentity identity;
  private final List<Waiting> waiting;

  /** For the SDK itself. */
  public SavedClient(@Nullable ClientIdentity identity, List<Waiting> waiting) {
    this.identity = identity;
    this.waiting = List.copyOf(waiting);
  }

  /** Who it was; null = it was never connected. */
  public @Nullable ClientIdentity identity() {
    return identity;
  }

  /** Its mutations without result, in order. */
  public List<Waiting> waiting() {
    return waiting;
  }

  /**
   * Reads what {@link #toBytes} wrote.
   *
   * @throws IllegalArgumentException these are no such bytes
   */
  public static SavedClient fromBytes(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int format = in.readInt();
      if (format != FORMAT) {
        throw new IllegalArgumentException("a saved client of format " + format);
      }
      ClientIdentity identity =
          in.readBoolean() ? new ClientIdentity(in.readUTF(), block(in), in.readLong()) : null;
      List<Waiting> waiting = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        waiting.add(new Waiting(in.readLong(), block(in)));
      }
      return new SavedClient(identity, waiting);
    } catch (IOException e) {
      throw new IllegalArgumentException("these bytes are no saved client", e);
    }
  }

  private static byte[] block(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IllegalArgumentException("a saved client that was cut off");
    }
    return in.readNBytes(length);
  }

  /** To be kept on a disk; readable by this and later versions of the SDK. */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(FORMAT);
      ClientIdentity known = identity;
      out.writeBoolean(known != null);
      if (known != null) {
        out.writeUTF(known.clientId());
        writeBlock(out, known.secret());
        out.writeLong(known.nextRequestSeq());
      }
      out.writeInt(waiting.size());
      for (Waiting each : waiting) {
        out.writeLong(each.requestSeq());
        writeBlock(out, each.mutation());
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private static void writeBlock(DataOutputStream out, byte[] block) throws IOException {
    out.writeInt(block.length);
    out.write(block);
  }
}
