package dev.muxwire.driver;

import com.google.protobuf.ByteString;
import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.Attachment;
import dev.muxwire.client.ClientIdentity;
import dev.muxwire.client.ClientOptions;
import dev.muxwire.client.ConnectionState;
import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.ErrorCode;
import dev.muxwire.client.LineRange;
import dev.muxwire.client.MuxwireClient;
import dev.muxwire.client.MuxwireException;
import dev.muxwire.client.SearchEvent;
import dev.muxwire.client.SearchOptions;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.TerminalCursor;
import dev.muxwire.client.TerminalEvent;
import dev.muxwire.client.TerminalSize;
import dev.muxwire.client.TerminalSpec;
import dev.muxwire.conformance.proto.v1.Connect;
import dev.muxwire.conformance.proto.v1.ConnectionChanged;
import dev.muxwire.conformance.proto.v1.DriverEvent;
import dev.muxwire.conformance.proto.v1.DriverRequest;
import dev.muxwire.conformance.proto.v1.Entities;
import dev.muxwire.conformance.proto.v1.Identity;
import dev.muxwire.conformance.proto.v1.Mutated;
import dev.muxwire.conformance.proto.v1.OpenTerminal;
import dev.muxwire.conformance.proto.v1.TerminalOpened;
import dev.muxwire.conformance.proto.v1.Workspaces;
import dev.muxwire.proto.v1.Attach;
import dev.muxwire.proto.v1.AttachMode;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.FetchScrollback;
import dev.muxwire.proto.v1.FieldMask;
import dev.muxwire.proto.v1.InputKind;
import dev.muxwire.proto.v1.SearchScrollback;
import dev.muxwire.proto.v1.Subscribe;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** One client of the SDK, and what was opened on it. Commands come on one thread. */
final class DrivenClient {
  private static final int DEFAULT_FIRST_BACKOFF_MS = 100;
  private static final int DEFAULT_MAX_BACKOFF_MS = 5_000;

  private final EventWriter events;
  private final MuxwireClient client;
  private final Map<Integer, DrivenReplica> replicas = new HashMap<>();
  private final Map<Integer, Attachment> attachments = new HashMap<>();
  private final Map<Integer, DrivenStream<?>> streams = new HashMap<>();

  DrivenClient(int id, Connect connect, EventWriter events) {
    this.events = events;
    this.client = MuxwireClient.connect(options(connect));
    client.addStateListener((state, cause) -> changed(id, state, cause));
  }

  private static ClientOptions options(Connect connect) {
    ClientOptions.Limits usual = ClientOptions.Limits.DEFAULT;
    int packetBytes = orElse(connect.getMaxPacketBytes(), usual.maxPacketBytes());
    int windowBytes = orElse(connect.getWindowBytes(), usual.windowBytes());
    ClientOptions.Builder options =
        ClientOptions.builder(URI.create(connect.getUrl()))
            .token(connect.getToken())
            .limits(
                new ClientOptions.Limits(
                    packetBytes,
                    orElse(connect.getMaxMessageBytes(), usual.maxMessageBytes()),
                    windowBytes,
                    Math.max(windowBytes, usual.maxWindowBytes()),
                    usual.maxRequests(),
                    usual.requestBufferBytes(),
                    usual.inputBufferBytes(),
                    usual.publishBufferBytes()))
            .backoff(
                new ClientOptions.Backoff(
                    Duration.ofMillis(
                        orElse(connect.getFirstBackoffMs(), DEFAULT_FIRST_BACKOFF_MS)),
                    Duration.ofMillis(orElse(connect.getMaxBackoffMs(), DEFAULT_MAX_BACKOFF_MS))));
    if (connect.hasIdentity()) {
      Identity saved = connect.getIdentity();
      options.identity(
          new ClientIdentity(
              saved.getIdentity().getClientId(),
              saved.getIdentity().getSecret().toByteArray(),
              Math.max(1, saved.getNextRequestSeq())));
    }
    return options.build();
  }

  private static int orElse(int value, int usual) {
    return value == 0 ? usual : value;
  }

  private void changed(int id, ConnectionState state, @Nullable MuxwireException cause) {
    if (state == ConnectionState.CLOSED) {
      boolean byUs = cause == null || cause.code() == ErrorCode.CANCELLED;
      events.ended(id, byUs ? null : cause);
      return;
    }
    ConnectionChanged.Builder told =
        ConnectionChanged.newBuilder()
            .setState(
                switch (state) {
                  case CONNECTING ->
                      dev.muxwire.conformance.proto.v1.ConnectionState.CONNECTION_STATE_CONNECTING;
                  case CONNECTED ->
                      dev.muxwire.conformance.proto.v1.ConnectionState.CONNECTION_STATE_CONNECTED;
                  case WAITING ->
                      dev.muxwire.conformance.proto.v1.ConnectionState.CONNECTION_STATE_WAITING;
                  case CLOSED -> throw new AssertionError();
                });
    if (cause != null) {
      told.setCause(EventWriter.failure(cause));
    }
    events.tell(DriverEvent.newBuilder().setRequestId(id).setConnectionChanged(told));
  }

  void close() {
    client.close();
  }

  void take(DriverRequest request) {
    int id = request.getId();
    int stream = request.getStream();
    switch (request.getCommandCase()) {
      case DISCONNECT -> {
        client.close();
        events.done(id);
      }
      case GET_IDENTITY -> identity(id);
      case SUBSCRIBE -> subscribe(id, request.getSubscribe());
      case DUMP_VIEW -> replica(stream).dump(id);
      case AWAIT_REVISION -> replica(stream).await(id, request.getAwaitRevision().getRevision());
      case MUTATE ->
          events.outcome(
              id,
              client.mutate(
                  request.getMutate().getWorkspace(), Translation.mutation(request.getMutate())),
              result ->
                  DriverEvent.newBuilder()
                      .setMutated(
                          Mutated.newBuilder()
                              .setEpoch(result.epoch())
                              .setRevision(result.revision())));
      case GET_ENTITIES ->
          events.outcome(
              id,
              client.get(
                  request.getGetEntities().getWorkspace(), request.getGetEntities().getIdsList()),
              DrivenClient::entities);
      case CREATE_WORKSPACE ->
          events.outcome(id, client.createWorkspace(request.getCreateWorkspace().getWorkspace()));
      case DELETE_WORKSPACE ->
          events.outcome(id, client.deleteWorkspace(request.getDeleteWorkspace().getWorkspace()));
      case LIST_WORKSPACES ->
          events.outcome(
              id,
              client.listWorkspaces(),
              names ->
                  DriverEvent.newBuilder()
                      .setWorkspaces(Workspaces.newBuilder().addAllWorkspaces(names)));
      case OPEN_TERMINAL -> open(id, request.getOpenTerminal());
      case CLOSE_TERMINAL ->
          events.outcome(
              id,
              client.closeTerminal(
                  request.getCloseTerminal().getWorkspace(),
                  request.getCloseTerminal().getTerminalId()));
      case ATTACH -> attach(id, request.getAttach().getAttach(), request.getAttach().getStopped());
      case WRITE -> write(id, attachment(stream), request);
      case RESIZE -> {
        attachment(stream).resize(size(request.getResize().getSize()));
        events.done(id);
      }
      case SIGNAL -> events.outcome(id, attachment(stream).signal(request.getSignal().getName()));
      case SET_FOCUS -> {
        attachment(stream).setFocus(request.getSetFocus().getFocused());
        events.done(id);
      }
      case GET_CURSOR -> cursor(id, attachment(stream));
      case SET_CONSUMING -> {
        opened(streams, stream).consuming(request.getSetConsuming().getConsuming());
        events.done(id);
      }
      case CLOSE_STREAM -> closeStream(id, stream);
      case FETCH_SCROLLBACK ->
          fetch(
              id,
              request.getFetchScrollback().getFetch(),
              request.getFetchScrollback().getStopped());
      case SEARCH_SCROLLBACK ->
          search(
              id,
              request.getSearchScrollback().getSearch(),
              request.getSearchScrollback().getStopped());
      case DESCRIBE, CONNECT, COMMAND_NOT_SET ->
          throw new UnsupportedOperationException("no command of this driver");
    }
  }

  private void identity(int id) {
    ClientIdentity identity =
        client
            .identity()
            .orElseThrow(() -> new MuxwireException(ErrorCode.NOT_FOUND, "no Welcome yet"));
    events.tell(
        DriverEvent.newBuilder()
            .setRequestId(id)
            .setIdentity(
                Identity.newBuilder()
                    .setIdentity(
                        dev.muxwire.proto.v1.ClientIdentity.newBuilder()
                            .setClientId(identity.clientId())
                            .setSecret(ByteString.copyFrom(identity.secret())))
                    .setNextRequestSeq(identity.nextRequestSeq())));
  }

  private static <T> T opened(Map<Integer, T> all, int stream) {
    T one = all.get(stream);
    if (one == null) {
      throw new UnsupportedOperationException("no such stream: " + stream);
    }
    return one;
  }

  private DrivenReplica replica(int stream) {
    return opened(replicas, stream);
  }

  private Attachment attachment(int stream) {
    return opened(attachments, stream);
  }

  private void subscribe(int id, Subscribe subscribe) {
    SubscribeOptions.Builder options =
        SubscribeOptions.builder()
            .presence(subscribe.getPresence())
            .focus(subscribe.getFocusIdsList())
            .kinds(
                subscribe.getKindsValueList().stream()
                    .map(EntityKind::ofNumber)
                    .toArray(EntityKind[]::new));
    for (FieldMask mask : subscribe.getMasksList()) {
      var kind = EntityBody.getDescriptor().findFieldByNumber(mask.getKindValue());
      options.fields(
          EntityKind.ofNumber(mask.getKindValue()),
          mask.getFieldsList().stream()
              .map(number -> kind.getMessageType().findFieldByNumber(number).getName())
              .toArray(String[]::new));
    }
    replicas.put(
        id,
        new DrivenReplica(id, client.subscribe(subscribe.getWorkspace(), options.build()), events));
  }

  static DriverEvent.Builder entities(Collection<Entity> entities) {
    return DriverEvent.newBuilder()
        .setEntities(
            Entities.newBuilder()
                .addAllEntities(entities.stream().map(Translation::entity).toList()));
  }

  private void open(int id, OpenTerminal open) {
    TerminalSpec.Builder spec =
        TerminalSpec.builder()
            .terminalId(open.getTerminalId())
            .hostId(open.getHostId())
            .command(open.getSpec().getCommandList())
            .cwd(open.getSpec().getCwd())
            .title(open.getSpec().getTitle());
    open.getSpec().getEnvironmentMap().forEach(spec::environment);
    events.outcome(
        id,
        client.openTerminal(open.getWorkspace(), spec.build()),
        terminal ->
            DriverEvent.newBuilder()
                .setTerminalOpened(TerminalOpened.newBuilder().setTerminalId(terminal)));
  }

  private void attach(int id, Attach attach, boolean stopped) {
    AttachOptions.Builder options =
        AttachOptions.builder().readOnly(attach.getReadOnly()).required(attach.getRequired());
    switch (attach.getFromCase()) {
      case CURSOR ->
          options.fromCursor(
              new TerminalCursor(attach.getCursor().getLogEpoch(), attach.getCursor().getOffset()));
      case TAIL_BYTES -> options.fromTail(attach.getTailBytes());
      case START -> options.fromStart();
      case SCREEN, FROM_NOT_SET -> options.fromScreen();
    }
    if (attach.getMode() == AttachMode.ATTACH_MODE_LIVE) {
      options.live(attach.getMaxLagBytes());
    }
    if (attach.hasSize()) {
      options.size(size(attach.getSize()));
    }
    Attachment attachment =
        client.attach(attach.getWorkspace(), attach.getTerminalId(), options.build());
    attachments.put(id, attachment);
    stream(id, attachment, stopped);
  }

  private void stream(int id, Flow.Publisher<TerminalEvent> publisher, boolean stopped) {
    DrivenStream<TerminalEvent> stream =
        new DrivenStream<>(
            id,
            events,
            stopped,
            event ->
                EventTranslation.of(event)
                    .ifPresent(
                        told ->
                            events.tell(
                                DriverEvent.newBuilder().setRequestId(id).setTerminal(told))));
    streams.put(id, stream);
    publisher.subscribe(stream);
  }

  private static TerminalSize size(dev.muxwire.proto.v1.TerminalSize size) {
    return new TerminalSize(size.getColumns(), size.getRows());
  }

  private void write(int id, Attachment attachment, DriverRequest request) {
    byte[] data = request.getWrite().getData().toByteArray();
    boolean isReply = request.getWrite().getKind() == InputKind.INPUT_KIND_REPLY;
    CompletableFuture<Void> written = isReply ? attachment.reply(data) : attachment.write(data);
    events.outcome(id, written);
  }

  private void cursor(int id, Attachment attachment) {
    TerminalCursor cursor =
        attachment
            .cursor()
            .orElseThrow(() -> new MuxwireException(ErrorCode.NOT_FOUND, "nothing consumed"));
    events.tell(
        DriverEvent.newBuilder()
            .setRequestId(id)
            .setCursor(
                dev.muxwire.proto.v1.TerminalCursor.newBuilder()
                    .setLogEpoch(cursor.logEpoch())
                    .setOffset(cursor.offset())));
  }

  private void closeStream(int id, int stream) {
    DrivenReplica replica = replicas.get(stream);
    Attachment attachment = attachments.get(stream);
    DrivenStream<?> open = streams.get(stream);
    if (replica != null) {
      replica.close();
    } else if (attachment != null) {
      attachment.close();
    } else if (open != null) {
      open.cancel();
    }
    events.done(id);
  }

  private void fetch(int id, FetchScrollback fetch, boolean stopped) {
    Flow.Publisher<TerminalEvent> publisher =
        fetch.hasLines()
            ? client.fetchLines(
                fetch.getWorkspace(),
                fetch.getTerminalId(),
                new LineRange(
                    fetch.getLines().hasLine(),
                    fetch.getLines().hasLine()
                        ? fetch.getLines().getLine()
                        : fetch.getLines().getOffset(),
                    fetch.getLines().getBefore(),
                    fetch.getLines().getAfter()))
            : client.fetchScrollback(
                fetch.getWorkspace(),
                fetch.getTerminalId(),
                fetch.getBytes().getFrom(),
                fetch.getBytes().getTo());
    stream(id, publisher, stopped);
  }

  private void search(int id, SearchScrollback search, boolean stopped) {
    SearchOptions.Builder options =
        SearchOptions.builder(search.getPattern())
            .literal(search.getLiteral())
            .ignoreCase(search.getIgnoreCase())
            .newestFirst(search.getBackwards())
            .from(search.getFrom())
            .to(search.getTo());
    if (search.getLimit() > 0) {
      options.maxLines(search.getLimit());
    }
    DrivenStream<SearchEvent> stream =
        new DrivenStream<>(
            id,
            events,
            stopped,
            event ->
                events.tell(
                    DriverEvent.newBuilder()
                        .setRequestId(id)
                        .setSearch(EventTranslation.of(event))));
    streams.put(id, stream);
    client
        .searchScrollback(search.getWorkspace(), search.getTerminalId(), options.build())
        .subscribe(stream);
  }
}
