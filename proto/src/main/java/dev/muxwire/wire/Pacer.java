package dev.muxwire.wire;

/**
 * How much may be under way on a connection, so that the queue in front of a keystroke stays short
 * on a slow link while the link is still used.
 *
 * <p>A window of bytes under way follows one formula: once in a round trip it becomes {@code window
 * × (base + target) ÷ measured}, half way, where the base is the round trip of an empty link and
 * the measured one is that of a ping sent behind the data. On a full link that is its bandwidth
 * times (base + target): the queue settles at the target. On a link with room to spare it grows
 * until it limits nothing. Packets get smaller with it, as nothing overtakes a packet that has
 * left.
 *
 * <pre>
 *   OPEN --base is old, or shrinking does not help--> DRAINING --all confirmed--> MEASURING
 *     ^-------------------------- the ping is answered: that is the base --------------'
 * </pre>
 *
 * <p>So a delay that is not this connection's doing (a busy machine, a new route) becomes part of
 * the base, instead of starving it. Holds no data and knows no clock. One owner.
 */
public final class Pacer {
  /** Under way before anything is known: about as much as TCP itself sends at first. */
  static final int START_WINDOW_BYTES = 16 * 1024;

  static final int MIN_WINDOW_BYTES = 5 * 1024;

  /** 1 Gbit/s over a round trip of 100 ms. */
  static final int MAX_WINDOW_BYTES = 16 * 1024 * 1024;

  /** The queue that is aimed at. */
  static final int TARGET_QUEUE_US = 14_000;

  /** Packets are at most so long on the link, unless an eighth of the window is longer. */
  static final int PACKET_US = 10_000;

  static final int MIN_PACKET_BYTES = 2 * 1024;
  private static final int START_PACKET_BYTES = 16 * 1024;
  private static final int PACKETS_IN_WINDOW = 8;
  private static final int BASE_AGE_US = 10_000_000;
  private static final int DRAIN_INTERVAL_US = 1_000_000;
  private static final int SHRINKS_IN_VAIN = 3;
  private static final double FAR_OFF = 0.8;
  private static final int LATEST_SAMPLES = 3;
  private static final int MAX_PROBES = 64;

  /** A core deflates some tens of megabytes a second. */
  private static final double FAST_BYTES_PER_SECOND = 8e6;

  private enum Phase {
    OPEN,
    DRAINING,
    MEASURING
  }

  // Positions: bytes of packets since the connection began.
  private long sent;
  private long confirmed;
  private long probedAt;
  private long lastSentUs;

  /** Data waits: what is under way has to be confirmed, however little it is. */
  private boolean refused;

  private final Probes probes = new Probes();

  private double window = START_WINDOW_BYTES;

  /** Doubling, until a queue is seen. */
  private boolean starting = true;

  /** An empty link is filled gradually: all at once would be a queue of one whole window. */
  private double filling = Double.MAX_VALUE;

  private long baseUs;
  private long baseKnownAtUs;
  private long roundTripUs;

  private Phase phase = Phase.OPEN;
  private long drainedAtUs;

  /** What was sent as the drain began: once it has arrived, the link is empty. */
  private long drainedAt;

  private long measuringNonce;

  // The round under way.
  private long roundEnd;
  private boolean limited;
  private int shrinksInVain;
  private final long[] samples = new long[LATEST_SAMPLES];
  private int sampleCount;

  /** Bytes that left and are not known to have arrived. */
  public long underWayBytes() {
    return sent - confirmed;
  }

  /** The latest round trip, in microseconds; 0 while none is known. */
  public long roundTripUs() {
    return roundTripUs;
  }

  /** Is the link slow enough that packing is faster, as far as it is known? */
  public boolean isSlow() {
    return roundTripUs == 0 || window * 1e6 / roundTripUs < FAST_BYTES_PER_SECOND;
  }

  /**
   * The largest packet to make now, at most {@code maxPacketBytes}; a power of two. While an empty
   * link is filled, it is half of what may be under way at most: beside it there is room for
   * control frames that nothing confirms, as long as they are too few for a ping behind them.
   */
  public int packetBytes(int maxPacketBytes) {
    if (baseUs == 0) {
      return Math.min(START_PACKET_BYTES, maxPacketBytes);
    }
    int bytes = Integer.highestOneBit((int) (Math.min(window, filling) * packetShare()));
    return Math.min(Math.max(bytes, MIN_PACKET_BYTES), maxPacketBytes);
  }

  private double packetShare() {
    return Math.max(1.0 / PACKETS_IN_WINDOW, (double) PACKET_US / (baseUs + TARGET_QUEUE_US));
  }

  /**
   * May data leave now?
   *
   * @param urgent what somebody waits for may use somewhat more than the window
   */
  public boolean maySend(boolean urgent, int maxPacketBytes) {
    long underWay = underWayBytes();
    if (phase != Phase.OPEN) {
      return urgent && underWay < MIN_WINDOW_BYTES;
    }
    int packet = packetBytes(maxPacketBytes);
    double limit = Math.min(window, filling) + (urgent ? packet : 0);
    boolean hardlyAny = underWay <= limit / PACKETS_IN_WINDOW; // an answer or two, perhaps
    if (hardlyAny || underWay + packet <= limit) {
      return true;
    }
    limited |= filling >= window;
    refused = true;
    return false;
  }

  /** A packet leaves that waits for nothing. */
  public void sentBeside(int bytes) {
    sent += bytes;
  }

  /** A packet of data leaves. */
  public void sent(int bytes, long nowUs) {
    boolean idle = nowUs - lastSentUs > baseUs + TARGET_QUEUE_US;
    if (idle && underWayBytes() == 0 && !starting) {
      filling = Math.max(2 * window * packetShare(), window / 4);
    }
    lastSentUs = nowUs;
    sent += bytes;
  }

  /** Is it time for a ping behind what was sent? */
  public boolean wantsProbe() {
    return switch (phase) {
      case OPEN -> {
        double share = baseUs == 0 ? 1.0 / PACKETS_IN_WINDOW : packetShare();
        double every = Math.max(window * share, MIN_PACKET_BYTES);
        boolean first = probes.lastNonce() == 0; // before any data: the base
        boolean asked = refused && probes.size() == 0 && probedAt < sent;
        yield first || asked || (sent - probedAt >= every && probes.size() < MAX_PROBES);
      }
      case DRAINING -> probedAt < drainedAt;
      case MEASURING -> measuringNonce == 0;
    };
  }

  /** Notes that a ping leaves now, behind all that was sent; returns its nonce, which rises. */
  public long probe(long nowUs) {
    long nonce = probes.add(sent, nowUs);
    probedAt = sent;
    refused = false;
    if (phase == Phase.MEASURING && measuringNonce == 0) {
      measuringNonce = nonce;
    }
    return nonce;
  }

  /** The peer has received so much; less than before changes nothing. */
  public void confirmed(long position) {
    long before = confirmed;
    confirmed = Math.max(confirmed, Math.min(position, sent));
    filling += confirmed - before;
    measureOnceEmpty();
  }

  private void measureOnceEmpty() {
    if (phase == Phase.DRAINING && confirmed >= drainedAt) {
      phase = Phase.MEASURING;
      measuringNonce = 0;
    }
  }

  /** A ping was answered; with it, all before it. */
  public void answered(long nonce, long nowUs) {
    if (!probes.awaits(nonce)) {
      return;
    }
    long position = probes.position(nonce);
    roundTripUs = Math.max(1, nowUs - probes.sentAtUs(nonce));
    probes.remove(nonce);
    if (phase == Phase.MEASURING && measuringNonce != 0 && nonce >= measuringNonce) {
      phase = Phase.OPEN;
      rebase(roundTripUs, nowUs);
      drainedAtUs = nowUs;
      beginRound();
    }
    if (baseUs == 0 || roundTripUs <= baseUs) {
      rebase(roundTripUs, nowUs);
    }
    samples[sampleCount++ % LATEST_SAMPLES] = roundTripUs;
    confirmed(position);
    if (position >= roundEnd && phase == Phase.OPEN) {
      endRound(nowUs);
    }
  }

  private void rebase(long newBaseUs, long nowUs) {
    baseUs = newBaseUs;
    baseKnownAtUs = nowUs;
  }

  private void endRound(long nowUs) {
    long measured = latestSample();
    double factor = (baseUs + targetUs(measured)) / measured;
    if (factor < 1) {
      starting = false;
      resize(Math.max((1 + factor) / 2, 0.5));
    } else if (limited) {
      resize(starting ? 2 : Math.min((1 + factor) / 2, 2));
    }
    shrinksInVain = factor < FAR_OFF ? shrinksInVain + 1 : 0;
    boolean baseIsOld = limited && nowUs - baseKnownAtUs > BASE_AGE_US;
    boolean inVain = shrinksInVain > SHRINKS_IN_VAIN && nowUs - drainedAtUs > DRAIN_INTERVAL_US;
    if (baseIsOld || inVain) {
      shrinksInVain = 0;
      phase = Phase.DRAINING;
      drainedAt = sent;
      measureOnceEmpty();
    }
    beginRound();
  }

  /** On a very slow link one small packet alone is longer than the queue that is aimed at. */
  private double targetUs(long measuredUs) {
    return Math.max(TARGET_QUEUE_US, MIN_PACKET_BYTES * measuredUs / window);
  }

  private void resize(double factor) {
    window = Math.min(Math.max(window * factor, MIN_WINDOW_BYTES), MAX_WINDOW_BYTES);
  }

  /** The least of the latest few: one that was late for its own reasons proves no queue. */
  private long latestSample() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < Math.min(sampleCount, LATEST_SAMPLES); i++) {
      least = Math.min(least, samples[i]);
    }
    return least;
  }

  private void beginRound() {
    roundEnd = sent;
    limited = false;
    sampleCount = 0;
  }
}
