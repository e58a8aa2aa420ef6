package dev.muxwire.server.workspace;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.UnsafeByteOperations;
import dev.muxwire.wire.FieldKey;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The fields of an entity as they are now; cleared ones stay as markers. Their bytes lie one behind
 * the other in the order of their keys, as a whole body has them: so a scan copies them at once,
 * and follows few references. Immutable.
 */
final class FieldStates {
  static final FieldStates NONE = of(new TreeMap<>());

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
    int length = 0;
    for (FieldState field : fields.values()) {
      length += field.size();
    }
    FieldStates states = new FieldStates(fields.size(), length);
    int index = 0;
    int end = 0;
    for (Map.Entry<FieldKey, FieldState> field : fields.entrySet()) {
      ByteString raw = field.getValue().raw();
      if (raw != null) {
        raw.copyTo(states.bytes, end);
      }
      end += field.getValue().size();
      states.keys[index] = field.getKey();
      states.revisions[index] = field.getValue().revision();
      states.ends[index++] = end;
    }
    return states;
  }

  /** These, with others in place of some or beside them. */
  FieldStates with(SortedMap<FieldKey, FieldState> changed) {
    SortedMap<FieldKey, FieldState> all = new TreeMap<>(changed);
    for (int i = 0; i < size(); i++) {
      all.putIfAbsent(keys[i], get(i));
    }
    return of(all);
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
