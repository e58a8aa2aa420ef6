package dev.muxwire.bench.fanout;

import dev.muxwire.bench.peer.Feed;
import dev.muxwire.bench.process.Commands;
import io.netty.buffer.Unpooled;
import io.rsocket.Payload;
import io.rsocket.SocketAcceptor;
import io.rsocket.frame.decoder.PayloadDecoder;
import io.rsocket.transport.netty.server.CloseableChannel;
import io.rsocket.transport.netty.server.WebsocketServerTransport;
import io.rsocket.util.ByteBufPayload;
import java.util.List;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/**
 * RSocket over WebSocket, a request-stream for each reader, with the payload decoder that does not
 * copy. Backpressure is RSocket's own: a reader's stream sends what that reader has demanded by
 * REQUEST_N, so its queue holds no more than that.
 */
public final class RSocketServer {
  private final Feed feed = new Feed();
  private int readers;

  private RSocketServer() {}

  public static void main(String[] args) throws Exception {
    RSocketServer server = new RSocketServer();
    CloseableChannel channel =
        Objects.requireNonNull(
            io.rsocket.core.RSocketServer.create(SocketAcceptor.forRequestStream(server::stream))
                .payloadDecoder(PayloadDecoder.ZERO_COPY)
                .bind(WebsocketServerTransport.create("127.0.0.1", 0))
                .block());
    new Commands()
        .on("port", arguments -> channel.address().getPort())
        .on("expect", server::expect)
        .on("fan", server::fan)
        .serve();
    channel.dispose();
  }

  private Flux<Payload> stream(Payload request) {
    request.release();
    return Flux.create(
        sink -> {
          Feed.Cursor cursor = feed.reader(outlet(sink));
          sink.onDispose(cursor::close);
          sink.onRequest(demand -> cursor.advance());
        },
        FluxSink.OverflowStrategy.ERROR);
  }

  private static Feed.Outlet outlet(FluxSink<Payload> sink) {
    return new Feed.Outlet() {
      @Override
      public boolean hasRoom() {
        return sink.requestedFromDownstream() > 0;
      }

      @Override
      public void send(byte[] piece) {
        sink.next(ByteBufPayload.create(Unpooled.wrappedBuffer(piece)));
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
