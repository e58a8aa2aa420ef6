package dev.muxwire.fuzz;

import java.util.List;
import java.util.SplittableRandom;

/** Where a campaign's inputs come from. */
@FunctionalInterface
interface Inputs {
  /** A valid input, or one that nearly is. */
  byte[] next(SplittableRandom random);

  /** Mutations of valid inputs, and bytes that follow no rule at all. */
  static Inputs mutationsOf(List<byte[]> valid) {
    return random ->
        random.nextInt(16) == 0
            ? Mutations.noise(random)
            : Mutations.mutate(valid.get(random.nextInt(valid.size())), valid, random);
  }

  /** This source's, and every fourth one a mutation of one that is known to be worth it. */
  default Inputs orMutationsOf(List<byte[]> known) {
    return random ->
        random.nextInt(4) == 0
            ? Mutations.mutate(known.get(random.nextInt(known.size())), known, random)
            : next(random);
  }

  /** What another source makes, every second one mutated. */
  static Inputs halfMutated(Inputs source) {
    return random -> {
      byte[] input = source.next(random);
      return random.nextBoolean()
          ? input
          : Mutations.mutate(input, List.of(source.next(random)), random);
    };
  }
}
