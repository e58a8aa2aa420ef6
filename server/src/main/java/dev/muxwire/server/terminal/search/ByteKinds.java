package dev.muxwire.server.terminal.search;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Bytes of lines in UTF-8, in kinds that a program tells apart. Of a character that is not ASCII
 * the first byte stands for all of it.
 */
final class ByteKinds {
  static final int LINE_FEED = 0;

  /** A byte of a character that is not its first. */
  static final int CONTINUATION = 1;

  /** One of the characters that are not ASCII, for all of them. */
  private static final int OTHER = 0x80;

  private static final int FIRST_LEAD = 0xc0;

  private final int[] kinds = new int[256];

  /** A character for each kind. */
  private final List<Integer> examples = new ArrayList<>(List.of((int) '\n', -1));

  ByteKinds(LineProgram program) {
    Set<CharacterSet> sets = new LinkedHashSet<>();
    if (program.checksWords()) {
      sets.add(CharacterSet.WORD);
    }
    for (int i = 0; i < program.size(); i++) {
      if (program.get(i) instanceof LineProgram.Take take) {
        sets.add(take.set());
      }
    }
    Map<BitSet, Integer> known = new HashMap<>();
    for (int character = 0; character <= OTHER; character++) {
      BitSet in = new BitSet();
      int index = 0;
      for (CharacterSet set : sets) {
        in.set(index++, set.has(character));
      }
      Integer kind = character == '\n' ? Integer.valueOf(LINE_FEED) : known.get(in);
      if (kind == null) {
        kind = examples.size();
        known.put(in, kind);
        examples.add(character);
      }
      kinds[character] = kind;
    }
    int other = kinds[OTHER];
    for (int b = OTHER; b < kinds.length; b++) {
      kinds[b] = b < FIRST_LEAD ? CONTINUATION : other;
    }
  }

  int count() {
    return examples.size();
  }

  /** The kind of each byte. */
  int[] ofBytes() {
    return kinds;
  }

  /** A character of a kind. */
  int example(int kind) {
    return examples.get(kind);
  }
}
