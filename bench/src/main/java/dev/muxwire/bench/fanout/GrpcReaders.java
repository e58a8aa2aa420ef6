package dev.muxwire.bench.fanout;

import dev.muxwire.bench.process.Commands;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Real gRPC clients, a connection each, that count and discard. HTTP/2 with its flow control asks
 * for more than a discarding WebSocket client does, so these cost more, on the same machine: of
 * gRPC only the server's CPU may be compared.
 */
public final class GrpcReaders {
  /** Beyond HTTP/2's smallest: what the streams of the other systems may have under way. */
  private static final int WINDOW_BYTES = 1 << 20;

  private final List<ManagedChannel> channels = new ArrayList<>();
  private final List<Reader> readers = new ArrayList<>();

  private GrpcReaders() {}

  public static void main(String[] args) throws Exception {
    GrpcReaders readers = new GrpcReaders();
    new Commands()
        .on("connect", readers::connect)
        .on("read", readers::read)
        .on("settle", arguments -> "") // gRPC does it by itself
        .serve();
    readers.channels.forEach(ManagedChannel::shutdownNow);
  }

  /** How many, and the port. */
  private Object connect(List<String> arguments) {
    int port = Integer.parseInt(arguments.get(1));
    for (int i = 0; i < Integer.parseInt(arguments.get(0)); i++) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", port)
              .usePlaintext()
              .flowControlWindow(WINDOW_BYTES)
              .directExecutor()
              .build();
      channels.add(channel);
      Reader reader = new Reader();
      readers.add(reader);
      ClientCalls.asyncServerStreamingCall(
          channel.newCall(ByteStreams.WATCH, CallOptions.DEFAULT), new byte[0], reader);
    }
    return readers.size();
  }

  /**
   * Until each has so much; tells nanoseconds, no bytes on the wire (HTTP/2 is not ours), messages.
   */
  private Object read(List<String> arguments) throws InterruptedException, ExecutionException {
    long payload = Long.parseLong(arguments.get(0));
    long messages = readers.stream().mapToLong(reader -> reader.messages.get()).sum();
    long began = System.nanoTime();
    for (Reader reader : readers) {
      reader.await(payload);
    }
    long nanos = System.nanoTime() - began;
    messages = readers.stream().mapToLong(reader -> reader.messages.get()).sum() - messages;
    return nanos + " 0 " + messages;
  }

  /** A target, and who waits for it. */
  private record Goal(long payload, CompletableFuture<Void> reached) {}

  private static final class Reader implements StreamObserver<byte[]> {
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong messages = new AtomicLong();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile @Nullable Goal goal;

    /** Fails, if the stream ends before that. */
    void await(long payload) throws InterruptedException, ExecutionException {
      Goal next = new Goal(payload, new CompletableFuture<>());
      goal = next;
      if (received.get() < payload) {
        CompletableFuture.anyOf(next.reached, ended).get();
      }
    }

    @Override
    public void onNext(byte[] message) {
      messages.incrementAndGet();
      long sum = received.addAndGet(message.length);
      Goal now = goal;
      if (now != null && sum >= now.payload) {
        now.reached.complete(null);
      }
    }

    @Override
    public void onError(Throwable reason) {
      ended.completeExceptionally(reason);
    }

    @Override
    public void onCompleted() {
      ended.completeExceptionally(new IllegalStateException("the server ended the stream"));
    }
  }
}
