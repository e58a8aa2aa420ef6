package dev.muxwire.conformance.client;

import dev.muxwire.conformance.client.driver.Told;
import dev.muxwire.conformance.proto.v1.Attach;
import dev.muxwire.conformance.proto.v1.ConnectionState;
import dev.muxwire.conformance.proto.v1.Disconnect;
import dev.muxwire.conformance.proto.v1.DriverEvent;
import dev.muxwire.conformance.proto.v1.DriverRequest;
import dev.muxwire.conformance.proto.v1.Failed;
import dev.muxwire.conformance.proto.v1.FetchScrollback;
import dev.muxwire.conformance.proto.v1.GetEntities;
import dev.muxwire.conformance.proto.v1.GetIdentity;
import dev.muxwire.conformance.proto.v1.Identity;
import dev.muxwire.conformance.proto.v1.Mutate;
import dev.muxwire.conformance.proto.v1.SearchScrollback;
import dev.muxwire.proto.v1.CreateEntity;
import dev.muxwire.proto.v1.FromStart;
import dev.muxwire.proto.v1.Operation;
import dev.muxwire.proto.v1.Subscribe;
import java.util.List;
import java.util.function.UnaryOperator;

/** One client, as its application uses it. */
public final class Client {
  private final ClientScene scene;
  private final Told connection;

  Client(ClientScene scene, Told connection) {
    this.scene = scene;
    this.connection = connection;
  }

  int id() {
    return connection.id();
  }

  /** What the application is told of the connection. */
  public Told connection() {
    return connection;
  }

  /** Asks something of this client. */
  public Told ask(DriverRequest.Builder request) {
    return scene.ask(request.setClient(id()));
  }

  /** Waits until the application is told that the server has welcomed the client. */
  public void awaitConnected() {
    connection.awaitLater(
        "CONNECTED",
        event -> {
          if (event.hasEnded()) {
            throw dev.muxwire.conformance.Breach.of("the client ended where it should connect");
          }
          return event.getConnectionChanged().getState()
              == ConnectionState.CONNECTION_STATE_CONNECTED;
        });
  }

  /** Waits until the client has ended for good; tells why. */
  public Failed awaitEnded() {
    return connection.awaitLater("Ended", DriverEvent::hasEnded).getEnded().getError();
  }

  public Told disconnect() {
    return ask(DriverRequest.newBuilder().setDisconnect(Disconnect.getDefaultInstance()));
  }

  /** Who it is. */
  public Identity identity() {
    return ask(DriverRequest.newBuilder().setGetIdentity(GetIdentity.getDefaultInstance()))
        .await("Identity", DriverEvent::hasIdentity)
        .getIdentity();
  }

  /** Subscribes to the state of workspace "main". */
  public Subscription subscribe() {
    return subscribe(subscribe -> subscribe);
  }

  public Subscription subscribe(UnaryOperator<Subscribe.Builder> options) {
    Subscribe.Builder subscribe = Subscribe.newBuilder().setWorkspace("main");
    return new Subscription(
        this, ask(DriverRequest.newBuilder().setSubscribe(options.apply(subscribe))));
  }

  /** Attaches to terminal "t" of workspace "main", from its start. */
  public Viewer attach() {
    return attach(attach -> attach);
  }

  public Viewer attach(UnaryOperator<dev.muxwire.proto.v1.Attach.Builder> options) {
    return attach(options, false);
  }

  /**
   * Attaches.
   *
   * @param stopped true: the application consumes nothing at first
   */
  public Viewer attach(
      UnaryOperator<dev.muxwire.proto.v1.Attach.Builder> options, boolean stopped) {
    dev.muxwire.proto.v1.Attach.Builder attach =
        dev.muxwire.proto.v1.Attach.newBuilder()
            .setWorkspace("main")
            .setTerminalId("t")
            .setStart(FromStart.getDefaultInstance());
    return new Viewer(
        this,
        ask(
            DriverRequest.newBuilder()
                .setAttach(
                    Attach.newBuilder().setAttach(options.apply(attach)).setStopped(stopped))));
  }

  /** Creates a record with an id, of a base that the application names. */
  public Told create(String id) {
    return mutate(
        mutate ->
            mutate.addOperations(
                Operation.newBuilder()
                    .setCreate(CreateEntity.newBuilder().setId(id).setBody(Frames.record(id)))));
  }

  public Told mutate(UnaryOperator<Mutate.Builder> options) {
    Mutate.Builder mutate =
        Mutate.newBuilder()
            .setWorkspace("main")
            .setBaseEpoch(Frames.STATE_EPOCH)
            .setBaseRevision(1);
    return ask(DriverRequest.newBuilder().setMutate(options.apply(mutate)));
  }

  public Told get(String... ids) {
    return ask(
        DriverRequest.newBuilder()
            .setGetEntities(GetEntities.newBuilder().setWorkspace("main").addAllIds(List.of(ids))));
  }

  /** Fetches history of terminal "t". */
  public Viewer fetch(UnaryOperator<dev.muxwire.proto.v1.FetchScrollback.Builder> options) {
    return new Viewer(
        this,
        ask(
            DriverRequest.newBuilder()
                .setFetchScrollback(
                    FetchScrollback.newBuilder()
                        .setFetch(
                            options.apply(
                                dev.muxwire.proto.v1.FetchScrollback.newBuilder()
                                    .setWorkspace("main")
                                    .setTerminalId("t"))))));
  }

  /** Searches terminal "t". */
  public Told search(UnaryOperator<dev.muxwire.proto.v1.SearchScrollback.Builder> options) {
    return ask(
        DriverRequest.newBuilder()
            .setSearchScrollback(
                SearchScrollback.newBuilder()
                    .setSearch(
                        options.apply(
                            dev.muxwire.proto.v1.SearchScrollback.newBuilder()
                                .setWorkspace("main")
                                .setTerminalId("t")))));
  }
}
