package dev.muxwire.server.workspace;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import dev.muxwire.wire.FieldKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an entity as they are now; cleared ones stay as markers. Their bytes lie one behind
 * the other in the order of their keys, behind the head of the change that tells the whole entity:
 * so a scan copies that at once, and follows few references. Immutable.
 */
final class FieldStates {
  static final FieldStates NONE = new FieldStates(0, 0, 0);

  private final FieldKey[] keys;
  private final long[] revisions;

  /** Behind each field's bytes; a cleared one has none. */
  private final int[] ends;

  /** Of the head, in front of the first field. */
  private final int headBytes;

  private final byte[] whole;

  private FieldStates(int size, int headBytes, int length) {
    keys = new FieldKey[size];
    revisions = new long[size];
    ends = new int[size];
    this.headBytes = headBytes;
    whole = new byte[headBytes + length];
  }

  /**
   * @param head of the change that tells them
   */
  static FieldStates of(ChangeHead head, SortedMap<FieldKey, FieldState> fields) {
    return NONE.with(head, fields);
  }

  /** These, with others in place of some or beside them, and another head. */
  FieldStates with(ChangeHead head, SortedMap<FieldKey, FieldState> changed) {
    int newSize = size();
    int newLength = length();
    for (Map.Entry<FieldKey, FieldState> field : changed.entrySet()) {
      int index = find(field.getKey());
      newSize += index < 0 ? 1 : 0;
      newLength += field.getValue().size() - (index < 0 ? 0 : length(index));
    }
    Merge merge = new Merge(new FieldStates(newSize, head.bytes(newLength), newLength), head);
    int kept = 0;
    for (Map.Entry<FieldKey, FieldState> field : changed.entrySet()) {
      int index = find(field.getKey());
      int place = index < 0 ? -index - 1 : index;
      merge.copy(this, kept, place);
      merge.add(field.getKey(), field.getValue());
      kept = index < 0 ? place : place + 1;
    }
    merge.copy(this, kept, size());
    return merge.into;
  }

  /** Fills one from front to back. */
  private static final class Merge {
    private final FieldStates into;
    private int count;
    private int end;

    Merge(FieldStates into, ChangeHead head) {
      this.into = into;
      this.end = into.headBytes;
      try {
        head.writeTo(CodedOutputStream.newInstance(into.whole, 0, end), into.length());
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
    }

    void add(FieldKey key, FieldState field) {
      ByteString raw = field.raw();
      if (raw != null) {
        raw.copyTo(into.whole, end);
      }
      added(key, field.revision(), field.size());
    }

    void copy(FieldStates from, int first, int until) {
      for (int i = first; i < until; i++) {
        System.arraycopy(from.whole, from.start(i), into.whole, end, from.length(i));
        added(from.keys[i], from.revisions[i], from.length(i));
      }
    }

    private void added(FieldKey key, long revision, int length) {
      end += length;
      into.keys[count] = key;
      into.revisions[count] = revision;
      into.ends[count++] = end;
    }
  }

  int size() {
    return keys.length;
  }

  /** Of all of them together. */
  int length() {
    return whole.length - headBytes;
  }

  /** The encoded change that tells the whole entity. Only to be read. */
  byte[] whole() {
    return whole;
  }

  /** Where a field stands; negative if it never had a value. */
  int find(FieldKey key) {
    return Arrays.binarySearch(keys, key);
  }

  FieldKey key(int index) {
    return keys[index];
  }

  /** Of a field's last change. */
  long revision(int index) {
    return revisions[index];
  }

  /** 0 if it is cleared. */
  int length(int index) {
    return ends[index] - start(index);
  }

  /** Its bytes; null once cleared. */
  @Nullable ByteString raw(int index) {
    int length = length(index);
    return length == 0 ? null : UnsafeByteOperations.unsafeWrap(whole, start(index), length);
  }

  FieldState get(int index) {
    return new FieldState(raw(index), revisions[index]);
  }

  byte firstByte(int index) {
    return whole[start(index)];
  }

  void writeTo(CodedOutputStream out, int index) throws IOException {
    out.writeRawBytes(whole, start(index), length(index));
  }

  private int start(int index) {
    return index == 0 ? headBytes : ends[index - 1];
  }
}
