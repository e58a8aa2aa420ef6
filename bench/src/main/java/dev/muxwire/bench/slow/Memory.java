package dev.muxwire.bench.slow;

import dev.muxwire.bench.report.Figures;

/**
 * Memory of a server, in bytes, without what the packets take that it is sending.
 *
 * @param heap of objects that are reachable
 * @param direct of direct buffers
 * @param packets that are being sent, wherever they lie
 * @param resident of the whole process, in RAM
 */
record Memory(double heap, double direct, double packets, double resident) {
  private static final double KIB = 1024;

  /** What one of so many connections has, which there were not before. */
  Memory share(Memory before, int connections) {
    return new Memory(
        (heap - before.heap) / connections,
        (direct - before.direct) / connections,
        (packets - before.packets) / connections,
        (resident - before.resident) / connections);
  }

  double heapKib() {
    return heap / KIB;
  }

  double directKib() {
    return direct / KIB;
  }

  /** Adds it to what is found of a system. */
  void addTo(Figures figures, String system) {
    figures.add(system, "heap a connection", "KiB", heapKib());
    figures.add(system, "direct memory a connection", "KiB", directKib());
    figures.add(system, "packets of a connection", "KiB", packets / KIB);
    figures.add(system, "RSS a connection", "KiB", resident / KIB);
  }
}
