package dev.muxwire.conformance.broken;

import static dev.muxwire.conformance.broken.NamedFault.adds;
import static dev.muxwire.conformance.broken.NamedFault.closes;
import static dev.muxwire.conformance.broken.NamedFault.hears;
import static dev.muxwire.conformance.broken.NamedFault.request;
import static dev.muxwire.conformance.broken.NamedFault.response;
import static dev.muxwire.conformance.broken.NamedFault.says;
import static dev.muxwire.conformance.broken.NamedFault.saysMany;
import static dev.muxwire.conformance.broken.NamedFault.takes;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.muxwire.conformance.ConformanceCase;
import dev.muxwire.proto.v1.AttachMode;
import dev.muxwire.proto.v1.ChangeType;
import dev.muxwire.proto.v1.Chunk;
import dev.muxwire.proto.v1.ClientFrame;
import dev.muxwire.proto.v1.ClientIdentity;
import dev.muxwire.proto.v1.Compressed;
import dev.muxwire.proto.v1.EntityChange;
import dev.muxwire.proto.v1.Error;
import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.Hello;
import dev.muxwire.proto.v1.InputAck;
import dev.muxwire.proto.v1.Limits;
import dev.muxwire.proto.v1.Operation;
import dev.muxwire.proto.v1.ServerFrame;
import dev.muxwire.proto.v1.SkipReason;
import dev.muxwire.proto.v1.StatePart;
import dev.muxwire.proto.v1.TerminalSize;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** All broken servers. By which cases each is caught is in {@code bites.txt}. */
public final class Faults {
  private static final int SMALL_PACKET_BYTES = 4 << 10;

  private Faults() {}

  /**
   * Faults in one part of a server, and the cases that look there.
   *
   * @param families of these cases; empty: of any
   * @param inTitle what their titles say
   */
  public record Group(Set<String> families, String inTitle, List<NamedFault> faults) {
    Group(Set<String> families, List<NamedFault> faults) {
      this(families, "", faults);
    }

    public boolean looksThere(ConformanceCase<?> one) {
      return (families.isEmpty() || families.contains(one.family()))
          && one.title().contains(inTitle);
    }
  }

  public static List<Group> groups() {
    List<Group> all = new ArrayList<>(codes());
    all.addAll(
        List.of(
            new Group(Set.of("chunk", "stream", "terminal"), errors()),
            new Group(Set.of("transport"), upgrades()),
            new Group(Set.of("handshake", "packet"), connection()),
            new Group(Set.of("stream", "packet", "request"), streams()),
            new Group(Set.of("chunk"), chunks()),
            new Group(Set.of("state", "mutate"), state()),
            new Group(Set.of("request", "mutate", "packet"), requests()),
            new Group(Set.of("terminal"), terminals()),
            new Group(Set.of("input"), input()),
            new Group(Set.of("history"), history()),
            new Group(
                Set.of("flow"),
                "Ping",
                List.of(drops("pongs-nothing", ServerFrame.Builder::hasPong))),
            new Group(Set.of("flow"), flow()),
            new Group(Set.of("host"), hosts()),
            new Group(Set.of("grant", "request", "state"), grants())));
    return all;
  }

  // ---- building blocks

  private static NamedFault drops(String name, Predicate<ServerFrame.Builder> which) {
    return says(name, frame -> which.test(frame) ? null : frame);
  }

  private static NamedFault ignores(String name, Predicate<ClientFrame.Builder> which) {
    return hears(name, frame -> which.test(frame) ? null : frame);
  }

  private static NamedFault changes(
      String name, Predicate<ServerFrame.Builder> which, Consumer<ServerFrame.Builder> how) {
    return says(
        name,
        frame -> {
          if (which.test(frame)) {
            how.accept(frame);
          }
          return frame;
        });
  }

  private static NamedFault mishears(
      String name, Predicate<ClientFrame.Builder> which, Consumer<ClientFrame.Builder> how) {
    return hears(
        name,
        frame -> {
          if (which.test(frame)) {
            how.accept(frame);
          }
          return frame;
        });
  }

  private static NamedFault repeats(String name, Predicate<ServerFrame> which) {
    return saysMany(
        name, () -> frame -> which.test(frame) ? List.of(frame, frame) : List.of(frame));
  }

  /** The second frame of these is left out, on each stream. */
  private static NamedFault losesSecond(String name, Predicate<ServerFrame.Builder> which) {
    return says(
        name,
        () -> {
          Map<Integer, Integer> seen = new HashMap<>();
          return frame ->
              which.test(frame) && seen.merge(frame.getStreamId(), 1, Integer::sum) == 2
                  ? null
                  : frame;
        });
  }

  // ---- errors

  private static List<Group> codes() {
    List<Group> all = new ArrayList<>();
    for (ErrorCode code : ErrorCode.values()) {
      if (code == ErrorCode.UNRECOGNIZED || code.getNumber() == 0) {
        continue;
      }
      String name = code.toString().replace("ERROR_CODE_", "");
      String word = name.toLowerCase(java.util.Locale.ROOT);
      NamedFault fault =
          changes(
              "tells-internal-for-" + word.replace('_', '-'),
              frame ->
                  frame.getError().getCode() == code
                      || frame.getMutateResult().getFailure().getCode() == code,
              frame -> {
                if (frame.hasError()) {
                  frame.getErrorBuilder().setCode(ErrorCode.ERROR_CODE_INTERNAL);
                } else {
                  frame
                      .getMutateResultBuilder()
                      .getFailureBuilder()
                      .setCode(ErrorCode.ERROR_CODE_INTERNAL);
                }
              });
      all.add(new Group(Set.of(), name, List.of(fault)));
    }
    return all;
  }

  private static List<NamedFault> errors() {
    List<NamedFault> all = new ArrayList<>();
    all.add(
        changes(
            "says-nothing-in-errors",
            ServerFrame.Builder::hasError,
            frame -> frame.getErrorBuilder().clearMessage()));
    all.add(drops("swallows-errors-of-streams", f -> f.hasError() && f.getStreamId() != 0));
    all.add(drops("swallows-errors-of-the-connection", f -> f.hasError() && f.getStreamId() == 0));
    all.add(
        changes(
            "tells-no-limit-in-errors",
            ServerFrame.Builder::hasError,
            frame -> frame.getErrorBuilder().clearLimit()));
    all.add(
        changes(
            "tells-no-transfer-in-errors",
            ServerFrame.Builder::hasError,
            frame -> frame.getErrorBuilder().clearTransferId()));
    all.add(
        saysMany(
            "ends-another-stream-too",
            () ->
                frame ->
                    frame.hasError() && frame.getStreamId() == 2
                        ? List.of(frame, frame.toBuilder().setStreamId(1).build())
                        : List.of(frame)));
    return all;
  }

  // ---- HTTP

  private static List<NamedFault> upgrades() {
    return List.of(
        request("takes-any-host", head -> head.replaceAll("Host: [^\r]*", "Host: localhost")),
        request("takes-any-origin", head -> head.replaceAll("Origin: [^\r]*\r\n", "")),
        request(
            "compares-host-with-origin",
            head ->
                head.contains("Host: evil.example\r\n")
                        && head.contains("Origin: http://evil.example\r\n")
                    ? head.replace("Host: evil.example", "Host: localhost")
                        .replace("Origin: http://evil.example\r\n", "")
                    : head),
        request(
            "needs-no-subprotocol",
            head ->
                head.replaceAll("Sec-WebSocket-Protocol: [^\r]*\r\n", "")
                    .replaceFirst("\r\n", "\r\nSec-WebSocket-Protocol: muxwire.v1\r\n")),
        response("answers-200-to-plain-http", head -> head.replace("HTTP/1.1 426", "HTTP/1.1 200")),
        response("is-always-full", head -> "HTTP/1.1 503 Full\r\nContent-Length: 0\r\n\r\n"));
  }

  // ---- the connection

  private static List<NamedFault> connection() {
    return List.of(
        closes("closes-with-1000", code -> 1000),
        closes("closes-with-1011", code -> 1011),
        changes(
            "speaks-version-2",
            ServerFrame.Builder::hasWelcome,
            frame -> frame.getWelcomeBuilder().setVersion(2)),
        changes(
            "issues-no-identity",
            ServerFrame.Builder::hasWelcome,
            frame -> frame.getWelcomeBuilder().clearIdentity()),
        changes(
            "gives-all-one-identity",
            ServerFrame.Builder::hasWelcome,
            frame ->
                frame
                    .getWelcomeBuilder()
                    .setIdentity(
                        ClientIdentity.newBuilder()
                            .setClientId("everybody")
                            .setSecret(ByteString.copyFromUtf8("known")))),
        changes(
            "tells-no-identity-reset",
            ServerFrame.Builder::hasWelcome,
            frame -> frame.getWelcomeBuilder().clearIdentityReset()),
        changes(
            "always-tells-identity-reset",
            ServerFrame.Builder::hasWelcome,
            frame -> frame.getWelcomeBuilder().setIdentityReset(true)),
        hears("forgets-identities", f -> f.hasHello() ? withoutIdentity(f) : f),
        changes(
            "negotiates-larger-packets",
            ServerFrame.Builder::hasWelcome,
            frame -> frame.getWelcomeBuilder().getLimitsBuilder().setMaxPacketBytes(2 << 20)),
        mishears(
            "ignores-the-packet-limit",
            ClientFrame.Builder::hasHello,
            frame -> frame.getHelloBuilder().getLimitsBuilder().clearMaxPacketBytes()),
        changes(
            "offers-what-was-not-asked",
            ServerFrame.Builder::hasWelcome,
            frame -> frame.getWelcomeBuilder().addFeatures("surprise")),
        mishears(
            "takes-hello-anyway",
            ClientFrame.Builder::hasHello,
            frame ->
                frame
                    .getHelloBuilder()
                    .setVersion(1)
                    .setMinVersion(1)
                    .setLimits(Limits.getDefaultInstance())),
        changes(
            "repeats-the-token",
            f -> f.getError().getCode() == ErrorCode.ERROR_CODE_UNAUTHENTICATED,
            frame -> frame.getErrorBuilder().setMessage("no such token: not-a-token-of-yours")),
        takes("loses-hello-of-8-KiB", packet -> packet.length != 8 << 10),
        takes("loses-packets-of-4-KiB", packet -> packet.length != SMALL_PACKET_BYTES),
        takes("loses-packets-of-64-KiB", packet -> packet.length != 64 << 10),
        takes(
            "ignores-too-large-packets",
            packet -> packet.length != 4_097 && packet.length != 65_537),
        takes("ignores-garbage", Faults::isPacket),
        new NamedFault("loses-what-is-early", LosesEarly::new),
        drops("answers-no-ping", ServerFrame.Builder::hasPong),
        changes(
            "answers-pings-with-another-nonce",
            ServerFrame.Builder::hasPong,
            frame -> frame.getPongBuilder().setNonce(frame.getPong().getNonce() + 1)),
        ignores(
            "ignores-unknown-bodies", f -> f.getBodyCase() == ClientFrame.BodyCase.BODY_NOT_SET),
        new NamedFault("mixes-classes-in-a-packet", MixesClasses::new),
        saysMany(
            "welcomes-twice",
            () -> frame -> frame.hasWelcome() ? List.of(frame, frame) : List.of(frame)),
        changes(
            "hides-features",
            ServerFrame.Builder::hasWelcome,
            frame -> frame.getWelcomeBuilder().clearGrants()),
        hears(
            "loses-fields-it-does-not-know",
            frame -> {
              if (frame.hasMutate()) {
                frame.getMutateBuilder().getOperationsBuilderList().forEach(Faults::forget);
              }
              return frame;
            }),
        takes("closes-its-ears-to-unknown-fields", packet -> !hasUnknown(packet)),
        saysMany(
            "pads-packets-to-5-KiB",
            () ->
                frame ->
                    frame.hasAttached() || frame.hasSubscribed()
                        ? List.of(padded(frame, 70_000))
                        : List.of(frame)));
  }

  private static ServerFrame padded(ServerFrame frame, int bytes) {
    return frame.toBuilder()
        .setUnknownFields(
            UnknownFieldSet.newBuilder()
                .addField(
                    9_001,
                    UnknownFieldSet.Field.newBuilder()
                        .addLengthDelimited(ByteString.copyFrom(new byte[bytes]))
                        .build())
                .build())
        .build();
  }

  private static ClientFrame.Builder withoutIdentity(ClientFrame.Builder frame) {
    Hello hello = frame.getHello().toBuilder().clearIdentity().build();
    return frame.setHello(hello);
  }

  private static void forget(Operation.Builder operation) {
    if (operation.hasCreate() && operation.getCreate().getBody().hasRecord()) {
      operation
          .getCreateBuilder()
          .getBodyBuilder()
          .getRecordBuilder()
          .setUnknownFields(UnknownFieldSet.getDefaultInstance());
    }
  }

  private static boolean isPacket(byte[] packet) {
    try {
      dev.muxwire.proto.v1.ClientPacket.parseFrom(packet);
      return true;
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      return false;
    }
  }

  private static boolean hasUnknown(byte[] packet) {
    try {
      var parsed = dev.muxwire.proto.v1.ClientPacket.parseFrom(packet);
      return !parsed.getUnknownFields().asMap().isEmpty()
          || parsed.getFramesList().stream()
              .anyMatch(
                  frame ->
                      !frame.getUnknownFields().asMap().isEmpty()
                          || !frame.getPing().getUnknownFields().asMap().isEmpty()
                          || !frame.getHello().getUnknownFields().asMap().isEmpty());
    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
      return false;
    }
  }

  /** Takes nothing but Hello until it has welcomed the client. */
  private static final class LosesEarly extends Fault {
    private volatile boolean welcomed;

    @Override
    protected List<ServerFrame> fromServer(ServerFrame frame) {
      welcomed |= frame.hasWelcome();
      return List.of(frame);
    }

    @Override
    protected List<ClientFrame> fromClient(ClientFrame frame) {
      return frame.hasHello() || welcomed ? List.of(frame) : List.of();
    }
  }

  /** Puts a Pong beside whatever data it sends. */
  private static final class MixesClasses extends Fault {
    @Override
    protected List<ServerFrame> fromServer(ServerFrame frame) {
      boolean data = frame.hasOutput() || frame.hasStatePart() || frame.hasScrollbackPage();
      ServerFrame pong =
          ServerFrame.newBuilder().setPong(dev.muxwire.proto.v1.Pong.getDefaultInstance()).build();
      return data ? List.of(pong, frame) : List.of(frame);
    }
  }

  // ---- streams

  private static List<NamedFault> streams() {
    return List.of(
        ignores("ignores-close-stream", ClientFrame.Builder::hasCloseStream),
        mishears(
            "takes-stream-ids-in-any-order",
            f -> f.hasSubscribe() && (f.getStreamId() == 1 || f.getStreamId() == 6),
            new Renumbering()),
        adds(
            "answers-on-ended-streams",
            frame ->
                frame.hasCloseStream()
                    ? List.of(error(frame.getStreamId(), ErrorCode.ERROR_CODE_CANCELLED))
                    : List.of()),
        adds(
            "complains-about-late-frames",
            frame ->
                frame.getInput().getData().equals(ByteString.copyFromUtf8("late"))
                    ? List.of(
                        error(0, ErrorCode.ERROR_CODE_STREAM_INVALID),
                        error(frame.getStreamId(), ErrorCode.ERROR_CODE_STREAM_INVALID))
                    : List.of()),
        changes(
            "speaks-on-a-stream-of-its-own",
            f -> f.hasSubscribed() || f.hasAttached(),
            frame -> frame.setStreamId(frame.getStreamId() + 1_000)),
        ignores("ignores-errors-of-clients", ClientFrame.Builder::hasError),
        ignores("ignores-large-stream-ids", f -> f.hasSubscribe() && f.getStreamId() > 1_000_000),
        saysMany(
            "refuses-the-last-stream",
            () ->
                frame ->
                    frame.hasSubscribed() && frame.getStreamId() == 256
                        ? List.of(error(256, ErrorCode.ERROR_CODE_LIMIT_EXCEEDED))
                        : List.of(frame)),
        saysMany(
            "goes-on-after-the-end",
            () ->
                frame ->
                    frame.hasError() && frame.getStreamId() != 0
                        ? List.of(frame, frame)
                        : List.of(frame)),
        changes(
            "answers-with-a-frame-of-another-kind",
            ServerFrame.Builder::hasSubscribed,
            frame -> frame.setInputAck(InputAck.getDefaultInstance())));
  }

  /** Gives ids that may not be used one that may. */
  private static final class Renumbering implements Consumer<ClientFrame.Builder> {
    private static final int FREE = 5_000;

    @Override
    public void accept(ClientFrame.Builder frame) {
      if (frame.getStreamId() == 6) {
        frame.setStreamId(FREE);
      }
    }
  }

  private static ServerFrame error(int stream, ErrorCode code) {
    return ServerFrame.newBuilder()
        .setStreamId(stream)
        .setError(Error.newBuilder().setCode(code).setMessage("said by a broken server"))
        .build();
  }

  // ---- chunks

  private static List<NamedFault> chunks() {
    return List.of(
        ignores("drops-first-chunks", f -> f.hasChunk() && f.getChunk().getIndex() == 0),
        ignores("drops-last-chunks", f -> f.hasChunk() && f.getChunk().getLast()),
        ignores("ignores-chunk-abort", ClientFrame.Builder::hasChunkAbort),
        ignores("ignores-all-chunks", ClientFrame.Builder::hasChunk),
        new NamedFault("ends-a-transfer-at-other-frames", EndsTransfers::new),
        new NamedFault("knows-one-transfer-at-a-time", OneTransfer::new),
        changes(
            "sends-wrong-checksums",
            ServerFrame.Builder::hasChunk,
            frame -> {
              if (frame.getChunk().getLast()) {
                frame.getChunkBuilder().setCrc32C(frame.getChunk().getCrc32C() + 1);
              }
            }),
        changes(
            "sends-wrong-totals",
            f -> f.getChunk().getTotalBytes() > 0,
            frame -> frame.getChunkBuilder().setTotalBytes(frame.getChunk().getTotalBytes() + 1)),
        changes(
            "sends-no-totals",
            ServerFrame.Builder::hasChunk,
            frame -> frame.getChunkBuilder().clearTotalBytes()),
        losesSecond("loses-a-chunk", ServerFrame.Builder::hasChunk),
        changes(
            "changes-transfer-ids",
            f -> f.getChunk().getIndex() == 1,
            frame -> frame.getChunkBuilder().setTransferId(99)),
        changes("chunks-a-frame-with-a-stream-id", f -> f.hasGetResult(), Faults::inOneChunk));
  }

  private static void inOneChunk(ServerFrame.Builder frame) {
    ByteString whole = frame.build().toBuilder().setStreamId(7).build().toByteString();
    java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
    crc.update(whole.toByteArray());
    frame.setChunk(
        Chunk.newBuilder()
            .setTransferId(1_000)
            .setTotalBytes(whole.size())
            .setLast(true)
            .setCrc32C((int) crc.getValue())
            .setData(whole));
  }

  /** Forgets a transfer when something else comes. */
  private static final class EndsTransfers extends Fault {
    private boolean other;

    @Override
    protected List<ClientFrame> fromClient(ClientFrame frame) {
      if (!frame.hasChunk()) {
        other |= frame.hasPing();
        return List.of(frame);
      }
      return other && frame.getChunk().getIndex() > 0 ? List.of() : List.of(frame);
    }
  }

  /** Drops chunks of a second stream while a transfer is open. */
  private static final class OneTransfer extends Fault {
    private int open = -1;

    @Override
    protected List<ClientFrame> fromClient(ClientFrame frame) {
      if (!frame.hasChunk()) {
        return List.of(frame);
      }
      if (open >= 0 && open != frame.getStreamId()) {
        return List.of();
      }
      open = frame.getChunk().getLast() ? -1 : frame.getStreamId();
      return List.of(frame);
    }
  }

  // ---- state

  private static List<NamedFault> state() {
    return List.of(
        losesSecond("loses-a-part", ServerFrame.Builder::hasStatePart),
        repeats("repeats-parts", ServerFrame::hasStatePart),
        changes(
            "is-always-consistent",
            ServerFrame.Builder::hasStatePart,
            frame -> frame.getStatePartBuilder().setConsistent(true)),
        changes(
            "is-never-consistent",
            ServerFrame.Builder::hasStatePart,
            frame -> frame.getStatePartBuilder().clearConsistent()),
        changes(
            "goes-back-in-revisions",
            f -> f.getStatePart().getThrough() > 1,
            frame -> frame.getStatePartBuilder().setThrough(1)),
        changes(
            "sends-changes-out-of-order",
            f -> f.getStatePart().getChangesCount() > 1,
            Faults::reverse),
        changes(
            "sends-patches-as-wholes",
            ServerFrame.Builder::hasStatePart,
            frame ->
                frame
                    .getStatePartBuilder()
                    .getChangesBuilderList()
                    .forEach(change -> change.setType(ChangeType.CHANGE_TYPE_UNSPECIFIED))),
        drops(
            "forgets-removals",
            f ->
                f.getStatePart().getChangesList().stream()
                    .anyMatch(c -> c.getType() == ChangeType.CHANGE_TYPE_REMOVED)),
        changes(
            "forgets-cleared-fields",
            ServerFrame.Builder::hasStatePart,
            frame ->
                frame
                    .getStatePartBuilder()
                    .getChangesBuilderList()
                    .forEach(EntityChange.Builder::clearClearedFields)),
        changes(
            "forgets-cleared-attributes",
            ServerFrame.Builder::hasStatePart,
            frame ->
                frame
                    .getStatePartBuilder()
                    .getChangesBuilderList()
                    .forEach(EntityChange.Builder::clearClearedAttributes)),
        drops(
            "tells-no-revision-of-what-is-filtered",
            f -> f.hasStatePart() && f.getStatePart().getChangesCount() == 0),
        mishears(
            "ignores-cursors",
            ClientFrame.Builder::hasSubscribe,
            frame -> frame.getSubscribeBuilder().clearCursor()),
        mishears(
            "ignores-kinds",
            ClientFrame.Builder::hasSubscribe,
            frame -> frame.getSubscribeBuilder().clearKinds()),
        mishears(
            "ignores-masks",
            ClientFrame.Builder::hasSubscribe,
            frame -> frame.getSubscribeBuilder().clearMasks()),
        mishears(
            "ignores-focus-ids",
            ClientFrame.Builder::hasSubscribe,
            frame -> frame.getSubscribeBuilder().clearFocusIds()),
        mishears(
            "ignores-presence",
            ClientFrame.Builder::hasSubscribe,
            frame -> frame.getSubscribeBuilder().clearPresence()),
        new NamedFault("trusts-any-cursor", TrustsCursors::new),
        changes(
            "tells-no-reset",
            ServerFrame.Builder::hasSubscribed,
            frame -> frame.getSubscribedBuilder().clearReset()),
        changes(
            "resets-to-the-end",
            f -> f.getSubscribed().getReset(),
            frame -> frame.getSubscribedBuilder().setThrough(9)),
        drops("says-no-subscribed", ServerFrame.Builder::hasSubscribed),
        saysMany("splits-batches", () -> Faults::split),
        changes(
            "brings-focus-unmarked",
            f -> f.getStatePart().getFocus(),
            frame -> frame.getStatePartBuilder().clearFocus()),
        changes(
            "leaves-focus-out-later",
            f -> f.hasStatePart() && !f.getStatePart().getFocus(),
            frame -> {
              StatePart part = frame.getStatePart();
              frame.getStatePartBuilder().clearChanges();
              part.getChangesList().stream()
                  .filter(change -> !change.getId().equals("record-59"))
                  .forEach(frame.getStatePartBuilder()::addChanges);
            }),
        changes(
            "changes-a-title",
            f -> f.getStatePart().getChangesCount() > 0,
            frame ->
                frame
                    .getStatePartBuilder()
                    .getChangesBuilderList()
                    .forEach(
                        change -> {
                          if (change.getBody().hasTab()) {
                            change.getBodyBuilder().getTabBuilder().setTitle("wrong");
                          } else if (change.getBody().hasRecord()) {
                            change.getBodyBuilder().getRecordBuilder().setType("wrong");
                          }
                        })));
  }

  private static void reverse(ServerFrame.Builder frame) {
    List<EntityChange> changes = new ArrayList<>(frame.getStatePart().getChangesList());
    java.util.Collections.reverse(changes);
    frame.getStatePartBuilder().clearChanges().addAllChanges(changes);
  }

  /** A part of several changes as two, the first of them consistent. */
  private static List<ServerFrame> split(ServerFrame frame) {
    StatePart part = frame.getStatePart();
    if (!frame.hasStatePart() || part.getFocus() || part.getChangesCount() < 2) {
      return List.of(frame);
    }
    EntityChange first = part.getChanges(0);
    ServerFrame.Builder one = frame.toBuilder();
    one.getStatePartBuilder()
        .clearChanges()
        .addChanges(first)
        .setConsistent(true)
        .setThrough(first.getRevision());
    ServerFrame.Builder rest = frame.toBuilder();
    rest.getStatePartBuilder().removeChanges(0);
    return List.of(one.build(), rest.build());
  }

  /** Repeats whatever cursor it was sent, and tells no reset. */
  private static final class TrustsCursors extends Fault {
    private volatile dev.muxwire.proto.v1.@org.jspecify.annotations.Nullable StateCursor cursor;

    @Override
    protected List<ClientFrame> fromClient(ClientFrame frame) {
      if (frame.getSubscribe().hasCursor()) {
        cursor = frame.getSubscribe().getCursor();
      }
      return List.of(frame);
    }

    @Override
    protected List<ServerFrame> fromServer(ServerFrame frame) {
      var sent = cursor;
      if (!frame.hasSubscribed() || sent == null) {
        return List.of(frame);
      }
      ServerFrame.Builder trusting = frame.toBuilder();
      trusting
          .getSubscribedBuilder()
          .setReset(false)
          .setEpoch(sent.getEpoch())
          .setBase(sent.getBase())
          .setThrough(sent.getThrough());
      return List.of(trusting.build());
    }
  }

  // ---- requests and mutations

  private static List<NamedFault> requests() {
    return List.of(
        mishears(
            "ignores-preconditions",
            ClientFrame.Builder::hasMutate,
            frame -> frame.getMutateBuilder().clearPreconditions()),
        mishears(
            "runs-requests-again", f -> f.hasMutate() || f.hasCreateWorkspace(), Faults::asNew),
        new NamedFault("does-not-know-what-it-did", ForgetsResults::new),
        repeats(
            "answers-twice", f -> f.hasMutateResult() || f.hasGetResult() || f.hasRequestDone()),
        changes(
            "answers-another-request",
            f -> f.hasMutateResult() || f.hasGetResult(),
            frame -> {
              if (frame.hasMutateResult()) {
                frame
                    .getMutateResultBuilder()
                    .setRequestSeq(frame.getMutateResult().getRequestSeq() + 1);
              } else {
                frame.getGetResultBuilder().setRequestSeq(frame.getGetResult().getRequestSeq() + 1);
              }
            }),
        changes(
            "tells-another-index",
            f -> f.getMutateResult().hasFailure(),
            frame -> frame.getMutateResultBuilder().getFailureBuilder().setIndex(7)),
        changes(
            "brings-no-current-entity",
            f -> f.getMutateResult().hasFailure(),
            frame -> frame.getMutateResultBuilder().getFailureBuilder().clearCurrent()),
        changes(
            "tells-the-first-revision",
            f -> f.getMutateResult().getRevision() > 1,
            frame -> frame.getMutateResultBuilder().setRevision(1)),
        changes(
            "tells-revisions-early",
            f -> f.getMutateResult().getRevision() > 0,
            frame ->
                frame
                    .getMutateResultBuilder()
                    .setRevision(frame.getMutateResult().getRevision() + 1)),
        changes(
            "says-done-of-what-failed",
            f -> f.getMutateResult().hasFailure(),
            frame -> frame.getMutateResultBuilder().clearFailure().setRevision(1)),
        changes(
            "refuses-good-batches",
            f -> f.getMutateResult().getRevision() > 0,
            frame ->
                frame
                    .getMutateResultBuilder()
                    .clearRevision()
                    .getFailureBuilder()
                    .setCode(ErrorCode.ERROR_CODE_STORAGE)
                    .setMessage("full")),
        mishears(
            "does-half-of-a-refused-batch",
            f -> f.getMutate().getOperationsCount() > 1,
            frame ->
                frame
                    .getMutateBuilder()
                    .removeOperations(frame.getMutate().getOperationsCount() - 1)),
        hears("replaces-entities", Faults::replacing),
        mishears("takes-any-epoch", f -> f.getMutate().getBaseEpoch() != 0, new RightEpoch()),
        changes(
            "gets-in-another-order",
            f -> f.getGetResult().getEntitiesCount() > 1,
            frame -> {
              List<EntityChange> entities = new ArrayList<>(frame.getGetResult().getEntitiesList());
              java.util.Collections.reverse(entities);
              frame.getGetResultBuilder().clearEntities().addAllEntities(entities);
            }),
        changes(
            "lists-no-workspace",
            ServerFrame.Builder::hasWorkspaceList,
            frame -> frame.getWorkspaceListBuilder().clearWorkspaces()),
        mishears(
            "leaves-long-attributes-out",
            f -> f.hasMutate(),
            frame ->
                frame
                    .getMutateBuilder()
                    .getOperationsBuilderList()
                    .forEach(
                        operation -> {
                          if (operation.getPatch().getBody().getRecord().containsAttributes("k")) {
                            operation
                                .getPatchBuilder()
                                .getBodyBuilder()
                                .getRecordBuilder()
                                .removeAttributes("k");
                          }
                        })),
        changes(
            "keeps-epochs",
            f -> f.hasGetResult(),
            frame -> frame.getGetResultBuilder().setEpoch(42)),
        changes(
            "cuts-payloads",
            f -> f.hasGetResult(),
            frame ->
                frame
                    .getGetResultBuilder()
                    .getEntitiesBuilderList()
                    .forEach(
                        entity -> {
                          if (entity.getBody().getRecord().hasPayload()) {
                            entity.getBodyBuilder().getRecordBuilder().clearPayload();
                          }
                        })));
  }

  private static void asNew(ClientFrame.Builder frame) {
    if (frame.getMutate().getRequest().getResend()) {
      var request = frame.getMutateBuilder().getRequestBuilder();
      request.setResend(false).setRequestSeq(request.getRequestSeq() + 1_000);
      request.setLowestOutstandingSeq(request.getRequestSeq());
    }
    if (frame.getCreateWorkspace().getRequest().getResend()) {
      var request = frame.getCreateWorkspaceBuilder().getRequestBuilder();
      request.setResend(false).setRequestSeq(request.getRequestSeq() + 1_000);
    }
  }

  /** Answers what is sent again with success and no revision. */
  private static final class ForgetsResults extends Fault {
    private volatile boolean resent;

    @Override
    protected List<ClientFrame> fromClient(ClientFrame frame) {
      resent |= frame.getMutate().getRequest().getResend();
      return List.of(frame);
    }

    @Override
    protected List<ServerFrame> fromServer(ServerFrame frame) {
      if (!resent || !frame.hasMutateResult()) {
        return List.of(frame);
      }
      ServerFrame.Builder forgotten = frame.toBuilder();
      forgotten.getMutateResultBuilder().clearRevision();
      return List.of(forgotten.build());
    }
  }

  /** A patch clears what it does not name. */
  private static ClientFrame.Builder replacing(ClientFrame.Builder frame) {
    if (frame.hasMutate()) {
      for (Operation.Builder operation : frame.getMutateBuilder().getOperationsBuilderList()) {
        if (operation.hasPatch()
            && operation.getPatch().getBody().hasTab()
            && !operation.getPatch().getBody().getTab().hasTitle()
            && !operation.getPatch().getBody().getTab().hasLayout()) {
          operation.getPatchBuilder().addClearedFields(1);
        }
      }
    }
    return frame;
  }

  /** The epoch of the first batch of a connection is the one that it takes for right. */
  private static final class RightEpoch implements Consumer<ClientFrame.Builder> {
    private final Map<String, Long> right = new HashMap<>();

    @Override
    public synchronized void accept(ClientFrame.Builder frame) {
      long epoch =
          right.computeIfAbsent(
              frame.getMutate().getWorkspace(), w -> frame.getMutate().getBaseEpoch());
      frame.getMutateBuilder().setBaseEpoch(epoch);
    }
  }

  // ---- terminals

  private static List<NamedFault> terminals() {
    return List.of(
        changes(
            "changes-a-byte-of-output",
            ServerFrame.Builder::hasOutput,
            frame -> {
              byte[] data = frame.getOutput().getData().toByteArray();
              data[data.length / 2] ^= 1;
              frame.getOutputBuilder().setData(ByteString.copyFrom(data));
            }),
        losesSecond("loses-an-output", ServerFrame.Builder::hasOutput),
        repeats("repeats-output", ServerFrame::hasOutput),
        drops("loses-all-output", ServerFrame.Builder::hasOutput),
        changes(
            "shifts-offsets",
            ServerFrame.Builder::hasOutput,
            frame -> frame.getOutputBuilder().setOffset(frame.getOutput().getOffset() + 1)),
        mishears(
            "ignores-terminal-cursors",
            f -> f.getAttach().hasCursor(),
            frame ->
                frame
                    .getAttachBuilder()
                    .setStart(dev.muxwire.proto.v1.FromStart.getDefaultInstance())),
        mishears(
            "ignores-tails",
            f -> f.getAttach().getTailBytes() > 0,
            frame -> frame.getAttachBuilder().setTailBytes(100_000)),
        mishears(
            "resumes-a-byte-later",
            f -> f.getAttach().hasCursor(),
            frame -> {
              var cursor = frame.getAttachBuilder().getCursorBuilder();
              cursor.setOffset(cursor.getOffset() + 1);
            }),
        drops("tells-no-skips", ServerFrame.Builder::hasSkipped),
        changes(
            "skips-for-another-reason",
            ServerFrame.Builder::hasSkipped,
            frame -> frame.getSkippedBuilder().setReason(SkipReason.SKIP_REASON_RETENTION)),
        changes(
            "skips-without-reason",
            ServerFrame.Builder::hasSkipped,
            frame -> frame.getSkippedBuilder().clearReason()),
        mishears(
            "is-never-live",
            f -> f.getAttach().getMode() == AttachMode.ATTACH_MODE_LIVE,
            frame -> frame.getAttachBuilder().setMode(AttachMode.ATTACH_MODE_LOSSLESS)),
        mishears(
            "is-always-live",
            f -> f.hasAttach(),
            frame ->
                frame
                    .getAttachBuilder()
                    .setMode(AttachMode.ATTACH_MODE_LIVE)
                    .setMaxLagBytes(50_000)),
        drops("tells-no-exit", ServerFrame.Builder::hasExited),
        repeats("exits-twice", ServerFrame::hasExited),
        new NamedFault("tells-the-exit-early", ExitsEarly::new),
        changes(
            "tells-another-exit",
            ServerFrame.Builder::hasExited,
            frame -> frame.getExitedBuilder().getExitBuilder().setStatus(99).setReasonValue(2)),
        drops("tells-no-resize", ServerFrame.Builder::hasResized),
        changes(
            "tells-sizes-elsewhere",
            ServerFrame.Builder::hasResized,
            frame -> frame.getResizedBuilder().clearOffset()),
        changes(
            "calls-all-history",
            ServerFrame.Builder::hasAttached,
            frame -> frame.getAttachedBuilder().setLiveFrom(1L << 40)),
        changes(
            "calls-nothing-history",
            ServerFrame.Builder::hasAttached,
            frame -> frame.getAttachedBuilder().clearLiveFrom()),
        changes(
            "makes-everybody-responder",
            ServerFrame.Builder::hasAttached,
            frame -> frame.getAttachedBuilder().setResponder(true)),
        changes(
            "makes-nobody-responder",
            ServerFrame.Builder::hasAttached,
            frame -> frame.getAttachedBuilder().clearResponder()),
        mishears(
            "lets-readers-size",
            f -> f.getAttach().getReadOnly(),
            frame -> frame.getAttachBuilder().clearReadOnly()),
        mishears(
            "gives-everybody-a-size",
            f -> f.hasAttach() && !f.getAttach().hasSize() && !f.getAttach().getReadOnly(),
            frame -> frame.getAttachBuilder().setSize(size(33, 11))),
        mishears(
            "sizes-for-who-comes-back",
            f -> f.getAttach().hasCursor() && f.getAttach().hasSize(),
            frame ->
                frame
                    .getAttachBuilder()
                    .setStart(dev.muxwire.proto.v1.FromStart.getDefaultInstance())),
        saysMany("takes-the-size-when-one-leaves", SizesAgain::new),
        drops("tells-hosts-no-size", ServerFrame.Builder::hasHostResize),
        changes(
            "tells-another-size",
            ServerFrame.Builder::hasHostResize,
            frame -> frame.getHostResizeBuilder().setSize(size(12, 34))),
        changes(
            "attaches-with-another-size",
            ServerFrame.Builder::hasAttached,
            frame -> frame.getAttachedBuilder().setSize(size(12, 34))),
        changes(
            "knows-no-policies",
            ServerFrame.Builder::hasAttached,
            frame -> frame.getAttachedBuilder().clearSizePolicy().clearWaitForReaders()),
        mishears(
            "takes-any-size",
            f -> f.hasResize(),
            frame -> frame.getResizeBuilder().setSize(size(80, 24))),
        mishears(
            "waits-for-nobody",
            f -> f.hasAttach(),
            frame -> frame.getAttachBuilder().clearRequired()),
        mishears(
            "wears-required-lightly",
            f -> f.getAttach().getRequired(),
            frame -> frame.getAttachBuilder().setMode(AttachMode.ATTACH_MODE_LOSSLESS)),
        mishears(
            "takes-any-setting",
            ClientFrame.Builder::hasConfigureTerminal,
            frame ->
                frame
                    .getConfigureTerminalBuilder()
                    .clearSize()
                    .clearSizePolicy()
                    .setRetentionBytes(1 << 20)),
        mishears(
            "ignores-terminal-ids",
            ClientFrame.Builder::hasConfigureTerminal,
            frame -> frame.getConfigureTerminalBuilder().setTerminalId("terminal-1")),
        new NamedFault("purges-nothing", PurgesNothing::new),
        changes(
            "keeps-the-epoch",
            ServerFrame.Builder::hasAttached,
            frame -> frame.getAttachedBuilder().setLogEpoch(4_711)));
  }

  private static TerminalSize size(int columns, int rows) {
    return TerminalSize.newBuilder().setColumns(columns).setRows(rows).build();
  }

  /** Sends the exit before the output that was printed before it. */
  private static final class ExitsEarly extends Fault {
    private ServerFrame held = ServerFrame.getDefaultInstance();

    @Override
    protected List<ServerFrame> fromServer(ServerFrame frame) {
      if (frame.hasOutput() && !held.hasOutput()) {
        held = frame;
        return List.of();
      }
      if (frame.hasExited() && held.hasOutput()) {
        return List.of(frame, held);
      }
      return List.of(frame);
    }
  }

  /** Tells hosts a size again that was told before. */
  private static final class SizesAgain
      implements java.util.function.Function<ServerFrame, List<ServerFrame>> {
    private ServerFrame told = ServerFrame.getDefaultInstance();

    @Override
    public List<ServerFrame> apply(ServerFrame frame) {
      if (frame.hasHostResize()) {
        told = frame;
      }
      return frame.hasPong() && told.hasHostResize() ? List.of(told, frame) : List.of(frame);
    }
  }

  /** Says done, and does nothing. */
  private static final class PurgesNothing extends Fault {
    @Override
    protected List<ClientFrame> fromClient(ClientFrame frame) {
      return frame.hasPurgeTerminal() ? List.of() : List.of(frame);
    }

    @Override
    protected List<ServerFrame> answers(ClientFrame frame) {
      if (!frame.hasPurgeTerminal()) {
        return List.of();
      }
      ServerFrame.Builder done = ServerFrame.newBuilder();
      done.getRequestDoneBuilder().setRequestSeq(frame.getPurgeTerminal().getRequestSeq());
      return List.of(done.build());
    }
  }

  // ---- input

  private static List<NamedFault> input() {
    return List.of(
        adds(
            "acknowledges-at-once",
            frame -> {
              ServerFrame.Builder ack = ServerFrame.newBuilder().setStreamId(frame.getStreamId());
              ack.getInputAckBuilder().setSeq(frame.getInput().getSeq());
              return frame.hasInput() ? List.of(ack.build()) : List.of();
            }),
        drops("acknowledges-nothing", ServerFrame.Builder::hasInputAck),
        drops("loses-input", ServerFrame.Builder::hasHostInput),
        losesSecond("loses-the-second-input", ServerFrame.Builder::hasHostInput),
        changes(
            "renumbers-input",
            ServerFrame.Builder::hasHostInput,
            frame -> frame.getHostInputBuilder().setSeq(frame.getHostInput().getSeq() + 1)),
        changes(
            "forgets-who-typed",
            ServerFrame.Builder::hasHostInput,
            frame -> frame.getHostInputBuilder().setClientId("somebody").clearInputSource()),
        changes(
            "changes-input",
            ServerFrame.Builder::hasHostInput,
            frame -> frame.getHostInputBuilder().setData(ByteString.copyFromUtf8("other"))),
        ignores("loses-large-input", f -> f.getInput().getData().size() >= 16 << 10),
        mishears("takes-any-input", ClientFrame.Builder::hasInput, new TakesAnyInput()),
        drops("brings-no-signals", ServerFrame.Builder::hasHostSignal),
        mishears(
            "takes-any-signal",
            ClientFrame.Builder::hasSignal,
            frame -> frame.getSignalBuilder().setName("INT")),
        new NamedFault("brings-signals-late", BringsSignalsLate::new),
        drops(
            "never-tells-that-a-host-is-away",
            f -> f.hasAttached() && !f.getAttached().getReachable()));
  }

  /** Makes of what is wrong about input something right. */
  private static final class TakesAnyInput implements Consumer<ClientFrame.Builder> {
    @Override
    public void accept(ClientFrame.Builder frame) {
      var input = frame.getInputBuilder();
      if (input.getData().isEmpty() || input.getData().size() > 16 << 10 || input.getSeq() == 0) {
        input.setSeq(1).setData(ByteString.copyFromUtf8("x"));
      }
      if (input.getSeq() == 3 && input.getData().toStringUtf8().equals("z")) {
        input.setSeq(2);
      }
    }
  }

  /** Brings a host a signal that it had refused, once the host is back. */
  private static final class BringsSignalsLate extends Fault {
    @Override
    protected List<ServerFrame> fromServer(ServerFrame frame) {
      if (!frame.hasPublished() || frame.getStreamId() < 3) {
        return List.of(frame);
      }
      ServerFrame.Builder signal = ServerFrame.newBuilder().setStreamId(frame.getStreamId());
      signal.getHostSignalBuilder().setName("INT");
      return List.of(frame, signal.build());
    }
  }

  // ---- history

  private static List<NamedFault> history() {
    return List.of(
        losesSecond(
            "loses-a-page",
            f -> f.hasScrollbackPage() && !f.getScrollbackPage().getData().isEmpty()),
        changes(
            "changes-a-byte-of-history",
            f -> !f.getScrollbackPage().getData().isEmpty(),
            frame -> {
              byte[] data = frame.getScrollbackPage().getData().toByteArray();
              data[0] ^= 1;
              frame.getScrollbackPageBuilder().setData(ByteString.copyFrom(data));
            }),
        mishears(
            "takes-any-range",
            f -> f.getFetchScrollback().hasBytes(),
            frame -> frame.getFetchScrollbackBuilder().getBytesBuilder().setFrom(0).setTo(0)),
        mishears(
            "fetches-a-byte-more",
            f -> f.getFetchScrollback().getBytes().getTo() > 0,
            frame -> {
              var range = frame.getFetchScrollbackBuilder().getBytesBuilder();
              range.setTo(range.getTo() + 1);
            }),
        drops("never-ends-history", ServerFrame.Builder::hasCloseStream),
        changes(
            "numbers-lines-from-1",
            f -> f.getScrollbackPage().hasFirstLine(),
            frame ->
                frame
                    .getScrollbackPageBuilder()
                    .setFirstLine(frame.getScrollbackPage().getFirstLine() + 1)),
        changes(
            "numbers-the-first-page-alone",
            f -> !f.getScrollbackPage().getData().isEmpty(),
            frame -> frame.getScrollbackPageBuilder().clearFirstLine()),
        drops("leaves-the-first-page-out", f -> f.getScrollbackPage().hasEndLine()),
        changes(
            "tells-another-end-line",
            f -> f.getScrollbackPage().hasEndLine(),
            frame -> frame.getScrollbackPageBuilder().setEndLine(99)),
        mishears(
            "ignores-lines-before",
            f -> f.getFetchScrollback().hasLines(),
            frame -> frame.getFetchScrollbackBuilder().getLinesBuilder().setBefore(0)),
        mishears(
            "ignores-lines-after",
            f -> f.getFetchScrollback().hasLines(),
            frame -> frame.getFetchScrollbackBuilder().getLinesBuilder().setAfter(0)),
        mishears(
            "ignores-an-offset-beside-a-line",
            f -> f.getFetchScrollback().getLines().hasLine(),
            frame -> frame.getFetchScrollbackBuilder().getLinesBuilder().clearOffset()),
        mishears(
            "ignores-times",
            ClientFrame.Builder::hasFetchScrollback,
            frame -> frame.getFetchScrollbackBuilder().clearWithTimes()),
        changes(
            "tells-other-times",
            f -> f.getScrollbackPage().hasElapsedUs(),
            frame -> frame.getScrollbackPageBuilder().setElapsedUs(1)),
        saysMany(
            "tells-the-exit-of-any-range",
            () ->
                frame -> {
                  boolean first =
                      frame.getScrollbackPage().hasElapsedUs()
                          && frame.getScrollbackPage().getOffset() == 0;
                  ServerFrame.Builder exit =
                      ServerFrame.newBuilder().setStreamId(frame.getStreamId());
                  exit.getExitedBuilder().setOffset(4);
                  return first ? List.of(frame, exit.build()) : List.of(frame);
                }),
        mishears(
            "has-all-features",
            ClientFrame.Builder::hasHello,
            frame -> frame.getHelloBuilder().addFeatures("search").addFeatures("scrollback-lines")),
        drops("finds-nothing", ServerFrame.Builder::hasSearchMatch),
        repeats("finds-everything-twice", ServerFrame::hasSearchMatch),
        mishears(
            "searches-forwards-alone",
            ClientFrame.Builder::hasSearchScrollback,
            frame -> frame.getSearchScrollbackBuilder().clearBackwards()),
        mishears(
            "minds-the-case",
            ClientFrame.Builder::hasSearchScrollback,
            frame -> frame.getSearchScrollbackBuilder().clearIgnoreCase()),
        mishears(
            "takes-text-for-patterns",
            ClientFrame.Builder::hasSearchScrollback,
            frame -> frame.getSearchScrollbackBuilder().clearLiteral()),
        mishears(
            "searches-everything",
            ClientFrame.Builder::hasSearchScrollback,
            frame -> frame.getSearchScrollbackBuilder().clearFrom().clearTo()),
        mishears(
            "ignores-search-limits",
            ClientFrame.Builder::hasSearchScrollback,
            frame -> frame.getSearchScrollbackBuilder().clearLimit()),
        mishears(
            "takes-any-pattern",
            ClientFrame.Builder::hasSearchScrollback,
            frame -> {
              String pattern = frame.getSearchScrollback().getPattern();
              if (pattern.isEmpty() || pattern.startsWith("(") || pattern.length() > 1 << 10) {
                frame.getSearchScrollbackBuilder().setPattern("x");
              }
            }),
        drops("tells-no-progress", ServerFrame.Builder::hasSearchProgress),
        drops("ends-searches-without-done", ServerFrame.Builder::hasSearchDone),
        changes(
            "counts-no-matches",
            ServerFrame.Builder::hasSearchDone,
            frame -> frame.getSearchDoneBuilder().clearMatches()),
        changes(
            "misplaces-matches",
            ServerFrame.Builder::hasSearchMatch,
            frame -> frame.getSearchMatchBuilder().setMatchStart(1).setLineOffset(1)),
        ignores(
            "loses-long-patterns", f -> f.getSearchScrollback().getPattern().length() == 1 << 10),
        ignores("loses-large-search-limits", f -> f.getSearchScrollback().getLimit() == 10_000),
        ignores(
            "backtracks-for-ever", f -> f.getSearchScrollback().getPattern().equals("^(a+)+$b")));
  }

  // ---- flow

  private static List<NamedFault> flow() {
    return List.of(
        mishears(
            "ignores-initial-credit",
            ClientFrame.Builder::hasHello,
            frame -> frame.getHelloBuilder().getLimitsBuilder().setInitialCreditBytes(1L << 30)),
        mishears(
            "takes-credit-for-more",
            f -> f.hasCredit() && f.getCredit().getLimitBytes() > 0,
            frame -> {
              long limit = frame.getCredit().getLimitBytes();
              frame.getCreditBuilder().setLimitBytes(limit + (1 << 20));
            }),
        hears(
            "adds-credits-up",
            () -> {
              Map<Integer, Long> sums = new HashMap<>();
              return frame -> {
                if (frame.hasCredit() && frame.getCredit().getLimitBytes() > 0) {
                  long limit = frame.getCredit().getLimitBytes();
                  frame
                      .getCreditBuilder()
                      .setLimitBytes(sums.merge(frame.getStreamId(), limit, Long::sum));
                }
                return frame;
              };
            }),
        ignores("ignores-credit", ClientFrame.Builder::hasCredit),
        hears(
            "takes-the-latest-credit",
            () -> {
              Map<Integer, Long> first = new HashMap<>();
              return frame -> {
                if (!frame.hasCredit()) {
                  return frame;
                }
                // Of a row of grants only the first and what is above it in small steps counts.
                Long before = first.putIfAbsent(frame.getStreamId(), 1L);
                return before == null && frame.getCredit().getLimitBytes() > 1L << 39
                    ? null
                    : frame;
              };
            }),
        ignores("ignores-pauses", ClientFrame.Builder::hasPause),
        ignores("ignores-resume", ClientFrame.Builder::hasResume),
        hears("pauses-everything", () -> frame -> frame.hasPause() ? frame.setStreamId(2) : frame),
        drops("gives-hosts-and-viewers-no-credit", ServerFrame.Builder::hasCredit),
        drops("confirms-nothing", ServerFrame.Builder::hasReceived),
        changes(
            "confirms-too-much",
            ServerFrame.Builder::hasReceived,
            frame -> frame.getReceivedBuilder().setConnectionBytes(1L << 40)),
        new NamedFault("answers-after-the-flood", AnswersLate::new),
        new NamedFault("closes-slow-readers", ClosesSlowReaders::new),
        ignores(
            "serves-one-reader-at-a-time",
            f ->
                f.getAttach().getInputSource() == 77
                    && !f.getAttach().getReadOnly()
                    && f.getAttach().hasStart()
                    && f.getAttach().getTerminalId().equals("terminal-1")
                    && f.getStreamId() == 1),
        changes(
            "packs-what-was-not-negotiated",
            f -> f.hasOutput() || f.hasStatePart(),
            frame ->
                frame.setCompressed(
                    Compressed.newBuilder()
                        .setCompressionValue(1)
                        .setUncompressedBytes(10)
                        .setData(ByteString.copyFromUtf8("no")))),
        changes(
            "tells-wrong-sizes-of-what-it-packs",
            ServerFrame.Builder::hasCompressed,
            frame ->
                frame
                    .getCompressedBuilder()
                    .setUncompressedBytes(frame.getCompressed().getUncompressedBytes() + 1)),
        changes(
            "packs-nonsense",
            ServerFrame.Builder::hasCompressed,
            frame -> frame.getCompressedBuilder().setData(ByteString.copyFromUtf8("nonsense"))),
        ignores("takes-packed-bodies", ClientFrame.Builder::hasCompressed),
        ignores("is-deaf-to-focus", ClientFrame.Builder::hasSetFocus),
        drops(
            "attaches-nobody-who-mutes",
            f -> f.hasGetResult() && f.getGetResult().getRevision() > 0));
  }

  /** Holds answers until no more output comes. */
  private static final class AnswersLate extends Fault {
    private final List<ServerFrame> held = new ArrayList<>();
    private long outputBytes;

    @Override
    protected List<ServerFrame> fromServer(ServerFrame frame) {
      outputBytes += frame.getOutput().getData().size();
      outputBytes += frame.getScrollbackPage().getData().size();
      boolean isHeld = frame.hasGetResult() || frame.hasStatePart();
      if (isHeld && outputBytes > 0 && outputBytes < 4 << 20) {
        held.add(frame);
        return List.of();
      }
      List<ServerFrame> now = new ArrayList<>(List.of(frame));
      if (outputBytes >= 4 << 20) {
        now.addAll(held);
        held.clear();
      }
      return now;
    }
  }

  /** Ends a stream whose client is not as quick as it likes. */
  private static final class ClosesSlowReaders extends Fault {
    private long outputBytes;

    @Override
    protected List<ServerFrame> fromServer(ServerFrame frame) {
      outputBytes += frame.getOutput().getData().size();
      return outputBytes > 1 << 20 && frame.hasOutput()
          ? List.of(error(frame.getStreamId(), ErrorCode.ERROR_CODE_BUSY))
          : List.of(frame);
    }
  }

  // ---- hosts

  private static List<NamedFault> hosts() {
    return List.of(
        mishears(
            "lets-any-instance-take-over",
            ClientFrame.Builder::hasRegisterHost,
            frame -> frame.getRegisterHostBuilder().setTakeOver(true)),
        mishears(
            "lets-nobody-take-over",
            ClientFrame.Builder::hasRegisterHost,
            frame -> frame.getRegisterHostBuilder().setTakeOver(false)),
        changes(
            "knows-all-terminals",
            ServerFrame.Builder::hasHostRegistered,
            frame -> frame.getHostRegisteredBuilder().clearUnknownTerminalIds()),
        mishears(
            "takes-any-host-id",
            ClientFrame.Builder::hasRegisterHost,
            frame -> {
              int length = frame.getRegisterHost().getHostId().length();
              if (length == 0 || length > 50) {
                frame.getRegisterHostBuilder().setHostId("some-host");
              }
            }),
        changes(
            "tells-hosts-to-begin-anew",
            ServerFrame.Builder::hasPublished,
            frame -> frame.getPublishedBuilder().clearEnd()),
        changes(
            "tells-hosts-no-exit",
            ServerFrame.Builder::hasPublished,
            frame -> frame.getPublishedBuilder().clearExited()),
        mishears(
            "takes-output-anywhere",
            ClientFrame.Builder::hasPublishOutput,
            frame -> {
              var output = frame.getPublishOutputBuilder();
              if (output.getOffset() == 5) {
                output.setOffset(0);
              }
              if (output.getData().isEmpty() || output.getData().size() > 32 << 10) {
                output.setData(ByteString.copyFromUtf8("x"));
              }
            }),
        ignores("loses-the-longest-output", f -> f.getPublishOutput().getData().size() == 32 << 10),
        drops("acknowledges-no-output", ServerFrame.Builder::hasPublishAck),
        changes(
            "acknowledges-more-than-came",
            f -> f.getPublishAck().getDurableOffset() > 0,
            frame -> frame.getPublishAckBuilder().setDurableOffset(1L << 40)),
        changes(
            "acknowledges-no-exit",
            ServerFrame.Builder::hasPublishAck,
            frame -> frame.getPublishAckBuilder().clearExited()),
        saysMany(
            "refuses-output-it-has",
            () ->
                frame ->
                    frame.getPublishAck().getDurableOffset() == 16
                        ? List.of(error(frame.getStreamId(), ErrorCode.ERROR_CODE_INVALID_ARGUMENT))
                        : List.of(frame)),
        hears("appends-what-is-there", Faults::shifted),
        changes(
            "swallows-the-hosts-words",
            f -> f.getError().getCode() == ErrorCode.ERROR_CODE_SPAWN_FAILED,
            frame -> frame.getErrorBuilder().setMessage("it failed")),
        changes(
            "says-it-runs",
            f -> f.getError().getCode() == ErrorCode.ERROR_CODE_UNREACHABLE,
            frame -> {
              long seq = frame.getError().getRequestSeq();
              frame.getOpenTerminalResultBuilder().setRequestSeq(seq);
            }),
        drops(
            "never-ends-a-replaced-stream",
            f -> f.getError().getCode() == ErrorCode.ERROR_CODE_REPLACED),
        changes(
            "kills-at-once",
            f -> f.getHostSignal().getName().equals("HUP"),
            frame -> frame.getHostSignalBuilder().setName("KILL")),
        changes(
            "keeps-the-exit-from-the-state",
            f -> f.hasStatePart(),
            frame ->
                frame
                    .getStatePartBuilder()
                    .getChangesBuilderList()
                    .forEach(
                        change -> {
                          if (change.getBody().getTerminal().hasExit()) {
                            change.getBodyBuilder().getTerminalBuilder().clearExit();
                          }
                        })));
  }

  /** Output that was there already comes in once more, behind the end. */
  private static ClientFrame.Builder shifted(ClientFrame.Builder frame) {
    if (frame.getPublishOutput().getOffset() == 4) {
      frame.getPublishOutputBuilder().setOffset(10);
    } else if (frame.getPublishOutput().getOffset() == 10) {
      frame.getPublishOutputBuilder().setOffset(16);
    }
    return frame;
  }

  // ---- grants

  private static List<NamedFault> grants() {
    return List.of(
        changes(
            "lists-all-workspaces",
            ServerFrame.Builder::hasWorkspaceList,
            frame -> frame.getWorkspaceListBuilder().addWorkspaces("a-secret-one")),
        changes(
            "shows-all-connections",
            ServerFrame.Builder::hasServerStatus,
            frame -> {
              var status = frame.getServerStatusBuilder().clearOwnConnectionsOnly();
              status.addConnectionsBuilder().setPrincipal("somebody-else");
              status.addWorkspacesBuilder().setWorkspace("a-secret-one");
            }),
        changes(
            "shows-nothing",
            ServerFrame.Builder::hasServerStatus,
            frame -> frame.getServerStatusBuilder().clearWorkspaces().clearConnections()),
        changes(
            "lets-nobody-read",
            f -> f.hasSubscribed(),
            frame ->
                frame.setError(
                    Error.newBuilder()
                        .setCode(ErrorCode.ERROR_CODE_FORBIDDEN)
                        .setMessage("said by a broken server"))));
  }
}
