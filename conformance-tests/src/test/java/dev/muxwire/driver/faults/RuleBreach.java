package dev.muxwire.driver.faults;

import com.google.protobuf.ByteString;
import dev.muxwire.proto.v1.Attach;
import dev.muxwire.proto.v1.Chunk;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.Compressed;
import dev.muxwire.proto.v1.Credit;
import dev.muxwire.proto.v1.Error;
import dev.muxwire.proto.v1.Hello;
import dev.muxwire.proto.v1.Input;
import dev.muxwire.proto.v1.Mutate;
import dev.muxwire.proto.v1.Ping;
import dev.muxwire.proto.v1.Received;
import dev.muxwire.proto.v1.RequestId;
import dev.muxwire.proto.v1.Resize;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;

/**
 * A breach that a watcher must see, whatever the case is about.
 *
 * @param watcher who sees it
 * @param requirement what is breached
 * @param during the case in which the client commits it
 */
record RuleBreach(String watcher, String requirement, String during, Fault fault) {
  private static final String PLAIN = "terminal/output/in-order";
  private static final String LARGE = "sent-chunks/request/whole";
  private static final String RESENT = "request/resend/after-cut";
  private static final String TYPED = "input/resend/after-cut";
  private static final String GRANTED = "credit/granted/many-windows";

  @Override
  public String toString() {
    return watcher + " " + requirement + " " + fault;
  }

  static List<RuleBreach> all() {
    return List.of(
        handshake("HELLO-1", "pings-first", before(ClientFrame::hasHello, ping())),
        handshake("HELLO-2", "pings-with-hello", after(ClientFrame::hasHello, ping())),
        handshake(
            "HELLO-2",
            "has-a-long-name",
            changed(ClientFrame::hasHello, hello(hello -> hello.setClientName("n".repeat(9_000))))),
        handshake(
            "HELLO-5",
            "speaks-no-version",
            changed(ClientFrame::hasHello, hello(hello -> hello.setMinVersion(9)))),
        handshake(
            "PACKET-2",
            "takes-tiny-packets",
            changed(
                ClientFrame::hasHello,
                hello(
                    hello ->
                        hello.setLimits(hello.getLimits().toBuilder().setMaxPacketBytes(100))))),
        stream("STREAM-1", "attaches-on-stream-0", changed(ClientFrame::hasAttach, on(0))),
        new RuleBreach(
            "watch/streams",
            "STREAM-1",
            "packet/unknown-body/on-stream",
            sent("uses-an-id-twice", changed(ClientFrame::hasAttach, on(1)))),
        new RuleBreach(
            "watch/streams",
            "STREAM-2",
            "terminal/detach/closes-stream",
            sent("resizes-what-it-closed", after(ClientFrame::hasCloseStream, resize(1)))),
        new RuleBreach(
            "watch/streams",
            "STREAM-2",
            "terminal/attach/as-asked",
            sent(
                "resizes-what-it-may-not",
                after(frame -> frame.getAttach().getReadOnly(), resize(2)))),
        stream(
            "STREAM-4",
            "sends-no-body",
            after(ClientFrame::hasAttach, ClientFrame.getDefaultInstance())),
        stream(
            "COMPRESS-2",
            "sends-compressed",
            after(
                ClientFrame::hasAttach,
                ClientFrame.newBuilder()
                    .setStreamId(1)
                    .setCompressed(Compressed.getDefaultInstance())
                    .build())),
        stream(
            "ERROR-1",
            "sends-no-code",
            after(
                ClientFrame::hasAttach,
                ClientFrame.newBuilder()
                    .setStreamId(1)
                    .setError(Error.getDefaultInstance())
                    .build())),
        stream("CREDIT-2", "grants-on-stream-0", after(ClientFrame::hasAttach, credit(0, 1 << 30))),
        credit(
            "CREDIT-1",
            "takes-credit-back",
            changed(ClientFrame::hasCredit, frame -> credit(1, 1))),
        credit(
            "CREDIT-1", "grants-too-much", changed(ClientFrame::hasCredit, frame -> credit(1, -1))),
        new RuleBreach(
            "watch/credit",
            "CREDIT-3",
            "input/credit/waits",
            find("ignores-the-input-limit", InputFaults.all())),
        chunk("CHUNK-1", "skips-an-index", index(1), chunk -> chunk.setIndex(2)),
        chunk("CHUNK-2", "changes-transfers", index(1), chunk -> chunk.setTransferId(77)),
        chunk("CHUNK-3", "tells-no-total", index(0), Chunk.Builder::clearTotalBytes),
        chunk("CHUNK-3", "tells-the-total-twice", index(1), chunk -> chunk.setTotalBytes(9)),
        chunk("CHUNK-4", "sends-empty-chunks", index(1), Chunk.Builder::clearData),
        chunk("CHUNK-4", "ends-too-soon", index(1), chunk -> chunk.setLast(true)),
        chunk("CHUNK-4", "has-a-wrong-checksum", isLast(), chunk -> chunk.setCrc32C(7)),
        chunk("CHUNK-4", "sends-more-than-told", index(0), chunk -> chunk.setTotalBytes(9)),
        new RuleBreach(
            "watch/chunks",
            "CHUNK-7",
            PLAIN,
            sent("greets-in-chunks", before(ClientFrame::hasAttach, helloInAChunk()))),
        request("REQUEST-1", "skips-numbers", id -> id.setRequestSeq(id.getRequestSeq() + 1)),
        new RuleBreach(
            "watch/requests",
            "REQUEST-1",
            RESENT,
            sent(
                "sends-twice",
                (connection, frame) -> frame.hasMutate() ? List.of(frame, frame) : List.of(frame))),
        new RuleBreach(
            "watch/requests",
            "REQUEST-2",
            RESENT,
            sent(
                "sends-another-again",
                later(ClientFrame::hasMutate, mutate(mutate -> mutate.setWorkspace("other"))))),
        request("REQUEST-3", "has-no-lowest", RequestId.Builder::clearLowestOutstandingSeq),
        new RuleBreach(
            "watch/requests",
            "REQUEST-3",
            "request/numbers/rise-by-one",
            sent(
                "forgets-too-soon",
                changed(
                    ClientFrame::hasMutate,
                    requestId(id -> id.setLowestOutstandingSeq(id.getRequestSeq()))))),
        request("REQUEST-4", "says-it-was-sent-before", id -> id.setResend(true)),
        new RuleBreach(
            "watch/requests",
            "REQUEST-4",
            RESENT,
            sent(
                "does-not-say-it-was-sent-before",
                later(ClientFrame::hasMutate, requestId(RequestId.Builder::clearResend)))),
        new RuleBreach(
            "watch/input",
            "INPUT-1",
            PLAIN,
            sent(
                "has-no-source",
                changed(ClientFrame::hasAttach, attach(Attach.Builder::clearInputSource)))),
        input(
            "INPUT-1",
            "types-nothing",
            changed(ClientFrame::hasInput, input(Input.Builder::clearData))),
        input(
            "INPUT-1",
            "types-too-much",
            changed(
                ClientFrame::hasInput,
                input(input -> input.setData(ByteString.copyFrom(new byte[17_000]))))),
        input(
            "INPUT-1",
            "begins-at-two",
            changed(ClientFrame::hasInput, input(input -> input.setSeq(input.getSeq() + 1)))),
        input(
            "INPUT-2",
            "types-other-bytes-again",
            later(
                ClientFrame::hasInput,
                input(input -> input.setData(ByteString.copyFromUtf8("other"))))),
        new RuleBreach(
            "watch/received",
            "RECEIVED-1",
            "liveness/received/tally",
            sent(
                "receives-more-than-was-sent",
                changed(
                    ClientFrame::hasReceived,
                    frame ->
                        frame.toBuilder()
                            .setReceived(Received.newBuilder().setConnectionBytes(1L << 40))
                            .build()))));
  }

  private static RuleBreach handshake(String requirement, String name, Fault.Sent fault) {
    return new RuleBreach("watch/handshake", requirement, PLAIN, sent(name, fault));
  }

  private static RuleBreach stream(String requirement, String name, Fault.Sent fault) {
    return new RuleBreach("watch/streams", requirement, PLAIN, sent(name, fault));
  }

  private static RuleBreach credit(String requirement, String name, Fault.Sent fault) {
    return new RuleBreach("watch/credit", requirement, GRANTED, sent(name, fault));
  }

  private static RuleBreach chunk(
      String requirement,
      String name,
      Predicate<ClientFrame> which,
      UnaryOperator<Chunk.Builder> how) {
    return new RuleBreach(
        "watch/chunks",
        requirement,
        LARGE,
        sent(
            name,
            changed(
                which,
                frame ->
                    frame.toBuilder().setChunk(how.apply(frame.getChunk().toBuilder())).build())));
  }

  private static RuleBreach request(
      String requirement, String name, UnaryOperator<RequestId.Builder> how) {
    return new RuleBreach(
        "watch/requests",
        requirement,
        RESENT,
        sent(name, changed(ClientFrame::hasMutate, requestId(how))));
  }

  private static RuleBreach input(String requirement, String name, Fault.Sent fault) {
    return new RuleBreach("watch/input", requirement, TYPED, sent(name, fault));
  }

  private static Fault sent(String name, Fault.Sent fault) {
    return Fault.sends(name, () -> fault);
  }

  private static Fault find(String name, List<Fault> faults) {
    return faults.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }

  private static Fault.Sent changed(Predicate<ClientFrame> which, UnaryOperator<ClientFrame> how) {
    return (connection, frame) -> List.of(which.test(frame) ? how.apply(frame) : frame);
  }

  private static Fault.Sent later(Predicate<ClientFrame> which, UnaryOperator<ClientFrame> how) {
    return (connection, frame) ->
        List.of(connection > 1 && which.test(frame) ? how.apply(frame) : frame);
  }

  private static Fault.Sent before(Predicate<ClientFrame> which, ClientFrame more) {
    return (connection, frame) -> which.test(frame) ? List.of(more, frame) : List.of(frame);
  }

  private static Fault.Sent after(Predicate<ClientFrame> which, ClientFrame more) {
    return (connection, frame) -> which.test(frame) ? List.of(frame, more) : List.of(frame);
  }

  private static UnaryOperator<ClientFrame> on(int stream) {
    return frame -> frame.toBuilder().setStreamId(stream).build();
  }

  private static ClientFrame ping() {
    return ClientFrame.newBuilder().setPing(Ping.getDefaultInstance()).build();
  }

  private static ClientFrame resize(int stream) {
    return ClientFrame.newBuilder()
        .setStreamId(stream)
        .setResize(Resize.getDefaultInstance())
        .build();
  }

  private static ClientFrame credit(int stream, long limitBytes) {
    return ClientFrame.newBuilder()
        .setStreamId(stream)
        .setCredit(Credit.newBuilder().setLimitBytes(limitBytes))
        .build();
  }

  private static ClientFrame helloInAChunk() {
    ByteString hello =
        ClientFrame.newBuilder().setHello(Hello.getDefaultInstance()).build().toByteString();
    CRC32C checksum = new CRC32C();
    checksum.update(hello.toByteArray());
    return ClientFrame.newBuilder()
        .setChunk(
            Chunk.newBuilder()
                .setTransferId(1)
                .setTotalBytes(hello.size())
                .setLast(true)
                .setCrc32C((int) checksum.getValue())
                .setData(hello))
        .build();
  }

  private static Predicate<ClientFrame> index(int index) {
    return frame -> frame.hasChunk() && frame.getChunk().getIndex() == index;
  }

  private static Predicate<ClientFrame> isLast() {
    return frame -> frame.getChunk().getLast();
  }

  private static UnaryOperator<ClientFrame> hello(UnaryOperator<Hello.Builder> how) {
    return frame -> frame.toBuilder().setHello(how.apply(frame.getHello().toBuilder())).build();
  }

  private static UnaryOperator<ClientFrame> attach(UnaryOperator<Attach.Builder> how) {
    return frame -> frame.toBuilder().setAttach(how.apply(frame.getAttach().toBuilder())).build();
  }

  private static UnaryOperator<ClientFrame> input(UnaryOperator<Input.Builder> how) {
    return frame -> frame.toBuilder().setInput(how.apply(frame.getInput().toBuilder())).build();
  }

  private static UnaryOperator<ClientFrame> mutate(UnaryOperator<Mutate.Builder> how) {
    return frame -> frame.toBuilder().setMutate(how.apply(frame.getMutate().toBuilder())).build();
  }

  private static UnaryOperator<ClientFrame> requestId(UnaryOperator<RequestId.Builder> how) {
    return mutate(mutate -> mutate.setRequest(how.apply(mutate.getRequest().toBuilder())));
  }
}
