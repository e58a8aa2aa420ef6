package dev.muxwire.server.terminal.search;

import java.util.Arrays;

/** Numbers in a row, without an object for each. */
final class IntList {
  private int[] values = new int[64];
  private int size;

  void clear() {
    size = 0;
  }

  void add(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
    }
    values[size++] = value;
  }

  int get(int index) {
    return values[index];
  }

  int size() {
    return size;
  }
}
