package dev.muxwire.server.workspace;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import dev.muxwire.wire.FieldKey;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an entity as they are now; cleared ones stay as markers. Their bytes lie one behind
 * the other in the order of their keys, as a whole body has them: so a scan copies them at once,
 * and follows few references. Immutable.
 */
final class FieldStates {
  static final FieldStates NONE = new FieldStates(0, 0);

  private final FieldKey[] keys;
  private final long[] revisions;

  /** Behind each field's bytes; a cleared one has none. */
  private final int[] ends;

  private final byte[] bytes;

  private FieldStates(int size, int length) {
    keys = new FieldKey[size];
    revisions = new long[size];
    ends = new int[size];
    bytes = new byte[length];
  }

  static FieldStates of(SortedMap<FieldKey, FieldState> fields) {
    return NONE.with(fields);
  }

  /** These, with others in place of some or beside them. */
  FieldStates with(SortedMap<FieldKey, FieldState> changed) {
    int newSize = size();
    int newLength = length();
    for (Map.Entry<FieldKey, FieldState> field : changed.entrySet()) {
      int index = find(field.getKey());
      newSize += index < 0 ? 1 : 0;
      newLength += field.getValue().size() - (index < 0 ? 0 : length(index));
    }
    Merge merge = new Merge(new FieldStates(newSize, newLength));
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

    Merge(FieldStates into) {
      this.into = into;
    }

    void add(FieldKey key, FieldState field) {
      ByteString raw = field.raw();
      if (raw != null) {
        raw.copyTo(into.bytes, end);
      }
      added(key, field.revision(), field.size());
    }

    void copy(FieldStates from, int first, int until) {
      for (int i = first; i < until; i++) {
        System.arraycopy(from.bytes, from.start(i), into.bytes, end, from.length(i));
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
    return bytes.length;
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
    return length == 0 ? null : UnsafeByteOperations.unsafeWrap(bytes, start(index), length);
  }

  FieldState get(int index) {
    return new FieldState(raw(index), revisions[index]);
  }

  byte firstByte(int index) {
    return bytes[start(index)];
  }

  void writeTo(CodedOutputStream out, int index) throws IOException {
    out.writeRawBytes(bytes, start(index), length(index));
  }

  /** Writes all of them. */
  void writeTo(CodedOutputStream out) throws IOException {
    out.writeRawBytes(bytes);
  }

  private int start(int index) {
    return index == 0 ? 0 : ends[index - 1];
  }
}
