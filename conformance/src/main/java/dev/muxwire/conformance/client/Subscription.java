package dev.muxwire.conformance.client;

import dev.muxwire.conformance.Breach;
import dev.muxwire.conformance.client.driver.Told;
import dev.muxwire.conformance.proto.v1.AwaitRevision;
import dev.muxwire.conformance.proto.v1.DriverEvent;
import dev.muxwire.conformance.proto.v1.DriverRequest;
import dev.muxwire.conformance.proto.v1.DumpView;
import dev.muxwire.conformance.proto.v1.View;
import dev.muxwire.proto.v1.EntityBody;
import dev.muxwire.proto.v1.EntityChange;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A replica, as the application sees it. */
public final class Subscription extends OpenedStream {
  Subscription(Client client, Told told) {
    super(client, told);
  }

  /** What the application can see now. */
  public View dump() {
    return ask(DriverRequest.newBuilder().setDumpView(DumpView.getDefaultInstance()))
        .await("View", DriverEvent::hasView)
        .getView();
  }

  /** Waits until the application can see a revision, and checks what is there. */
  public void expectView(long revision, EntityChange... entities) {
    View view =
        ask(DriverRequest.newBuilder()
                .setAwaitRevision(AwaitRevision.newBuilder().setRevision(revision)))
            .await("View of revision " + revision, DriverEvent::hasView)
            .getView();
    require(view, revision, entities);
  }

  /** What the application can see now. */
  public void expectStill(long revision, EntityChange... entities) {
    require(dump(), revision, entities);
  }

  private static void require(View view, long revision, EntityChange... entities) {
    if (view.getRevision() != revision) {
      throw Breach.of(
          "STATE-2", "the view is of revision " + view.getRevision() + ", not " + revision);
    }
    Map<String, EntityBody> due = bodies(List.of(entities));
    Map<String, EntityBody> shown = bodies(view.getEntitiesList());
    if (!due.keySet().equals(shown.keySet())) {
      throw Breach.of("STATE-2", "the view has " + shown.keySet() + ", not " + due.keySet());
    }
    due.forEach(
        (id, body) -> {
          EntityBody is = shown.get(id);
          if (!body.equals(is)) {
            throw Breach.of("STATE-2", "entity " + id + " is " + is + ", not " + body);
          }
        });
  }

  private static Map<String, EntityBody> bodies(List<EntityChange> entities) {
    Map<String, EntityBody> bodies = new TreeMap<>();
    entities.forEach(entity -> bodies.put(entity.getId(), entity.getBody()));
    return bodies;
  }

  /** All views that the application was told and nobody looked at. */
  public List<View> takeViews() {
    return told.takeAll().stream().filter(DriverEvent::hasView).map(DriverEvent::getView).toList();
  }
}
