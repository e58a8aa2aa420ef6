package dev.muxwire.bench.fanout;

import dev.muxwire.bench.peer.Feed;
import dev.muxwire.bench.process.Commands;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * gRPC, a server stream for each reader. Backpressure as its documentation advises: a stream sends
 * while it is ready, and goes on when its onReady handler is called.
 */
public final class GrpcServer {
  private final Feed feed = new Feed();
  private final Server server;
  private int readers;

  private GrpcServer() throws Exception {
    ServerServiceDefinition service =
        ServerServiceDefinition.builder("bench.Terminal")
            .addMethod(ByteStreams.WATCH, ServerCalls.asyncServerStreamingCall(this::watch))
            .build();
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
            .addService(service)
            .build()
            .start();
  }

  public static void main(String[] args) throws Exception {
    GrpcServer server = new GrpcServer();
    new Commands()
        .on("port", arguments -> server.server.getPort())
        .on("expect", server::expect)
        .on("fan", server::fan)
        .serve();
    server.server.shutdownNow();
  }

  private void watch(byte[] request, StreamObserver<byte[]> observer) {
    ServerCallStreamObserver<byte[]> call = (ServerCallStreamObserver<byte[]>) observer;
    Feed.Cursor cursor = feed.reader(outlet(call));
    call.setOnReadyHandler(cursor::advance);
    call.setOnCancelHandler(cursor::close);
  }

  private static Feed.Outlet outlet(ServerCallStreamObserver<byte[]> call) {
    return new Feed.Outlet() {
      @Override
      public boolean hasRoom() {
        return call.isReady();
      }

      @Override
      public void send(byte[] piece) {
        call.onNext(piece);
      }
    };
  }

  private Object expect(List<String> arguments) {
    readers = Integer.parseInt(arguments.get(0));
    return "";
  }

  private Object fan(List<String> arguments) {
    int count = Integer.parseInt(arguments.get(0));
    feed.print(Pieces.random(Integer.parseInt(arguments.get(1))), count, readers);
    return "";
  }
}
