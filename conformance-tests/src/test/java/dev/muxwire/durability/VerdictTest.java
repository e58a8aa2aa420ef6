package dev.muxwire.durability;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The judge itself: it accepts what may happen, and catches what must not. */
final class VerdictTest {
  private static final long EPOCH = 7;

  private final ModelState truth = new ModelState();
  private final List<Told> history = new ArrayList<>();

  private static Step create(String id, String value) {
    return new Step.Create(Step.RECORD, id, Map.of("attributes.v", value));
  }

  private static Step patch(String id, String value) {
    return new Step.Patch(Step.RECORD, id, Map.of("attributes.v", value), Set.of());
  }

  private Request request(String client, long number, Step... steps) {
    return new Request(client, number, 0, Arrays.asList(steps), List.of());
  }

  /** It happens, and its client is told so. */
  private void acknowledge(Request request) {
    happen(request);
    history.add(new Told(request, new Outcome.Acknowledged(EPOCH, truth.revision())));
  }

  private void happen(Request request) {
    assertThat(truth.apply(request)).isNull();
  }

  private void unknown(Request request) {
    history.add(new Told(request, new Outcome.Unknown("the client died")));
  }

  private StoredState end() {
    return truth.stored(EPOCH);
  }

  /** The end with another entity in the place of one, or without it. */
  private StoredState endWith(String id, StoredEntity other) {
    Map<String, StoredEntity> entities = new HashMap<>(end().entities());
    entities.put(id, other);
    return new StoredState(EPOCH, truth.revision(), entities);
  }

  private StoredEntity stored(String id) {
    return Objects.requireNonNull(end().entities().get(id));
  }

  private StoredState endWithout(String id) {
    Map<String, StoredEntity> entities = new HashMap<>(end().entities());
    entities.remove(id);
    return new StoredState(EPOCH, truth.revision(), entities);
  }

  private String complaints(StoredState end) {
    return Verdict.of(history, end).report();
  }

  private void assertAccepted(StoredState end) {
    assertThat(Verdict.of(history, end).complaints()).isEmpty();
  }

  @Test
  void whatWasAcknowledged_andIsThere_isAccepted() {
    acknowledge(request("a", 1, create("x", "a1"), create("y", "a1")));
    acknowledge(request("b", 1, patch("x", "b1")));
    acknowledge(request("a", 2, new Step.Remove("y")));
    assertAccepted(end());
  }

  @Test
  void unknownRequests_areAccepted_whetherTheyRanOrNot() {
    acknowledge(request("a", 1, create("x", "a1")));
    unknown(request("a", 2, patch("x", "a2"), create("y", "a2")));
    assertAccepted(end());
    happen(request("a", 2, patch("x", "a2"), create("y", "a2")));
    assertAccepted(end());
    acknowledge(request("b", 1, patch("x", "b1")));
    assertAccepted(end());
  }

  @Test
  void unknownRequestsThatFitOnePlace_areToldApartByTheStateAtTheEnd() {
    acknowledge(request("a", 1, create("x", "a1")));
    unknown(request("b", 1, patch("x", "b1")));
    unknown(request("c", 1, patch("x", "c1")));
    unknown(request("d", 1, patch("x", "d1")));
    happen(request("c", 1, patch("x", "c1")));
    happen(request("d", 1, patch("x", "d1")));
    assertThat(Verdict.of(history, end()).unknownApplied()).isEqualTo(2);
    assertAccepted(end());
  }

  /** Forty requests, each of which could stand in the place of any of the twenty that ran. */
  private void manyThatFitEverywhere() {
    for (int i = 0; i < 40; i++) {
      String client = "c" + i;
      unknown(request(client, 1, patch("x", client)));
      if (i % 2 == 0) {
        happen(request(client, 1, patch("x", client)));
      }
      acknowledge(request("a", 3 + i, patch("x", "a" + i)));
    }
  }

  @Test
  void amongManyUnknownRequests_aRemovalThatTheEndDemands_isFound() {
    acknowledge(request("a", 1, create("x", "a1"), create("y", "a1"), create("z", "a1")));
    Request removal = request("d", 1, new Step.Remove("y"), new Step.Remove("z"));
    happen(removal);
    acknowledge(request("a", 2, patch("x", "a2")));
    manyThatFitEverywhere();
    unknown(removal);
    assertAccepted(end());
  }

  @Test
  void amongManyUnknownRequests_aCreationThatTheEndDoesNotHave_isNotTakenForReal() {
    acknowledge(request("a", 1, create("x", "a1")));
    unknown(request("b", 1, create("y", "b1")));
    happen(request("d", 1, patch("x", "d1")));
    acknowledge(request("a", 2, patch("x", "a2")));
    manyThatFitEverywhere();
    unknown(request("d", 1, patch("x", "d1")));
    assertAccepted(end());
  }

  @Test
  void lostRequest_isCaught() {
    acknowledge(request("a", 1, create("x", "a1")));
    StoredState before = end();
    acknowledge(request("a", 2, patch("x", "a2")));
    assertThat(complaints(before)).contains("a-2").contains("was lost");
  }

  @Test
  void lostRequest_thatALaterOneHidesTheRevisionOf_isCaught() {
    acknowledge(request("a", 1, create("x", "a1"), create("y", "a1")));
    StoredEntity before = stored("x");
    acknowledge(request("a", 2, patch("x", "a2")));
    acknowledge(request("b", 1, patch("y", "b1")));
    assertThat(complaints(endWith("x", before))).contains("the server has x").contains("a-2");
  }

  @Test
  void requestLostFromTheMiddle_isCaught() {
    acknowledge(request("a", 1, create("x", "a1")));
    Request lost = request("a", 2, create("y", "a2"));
    history.add(new Told(lost, new Outcome.Acknowledged(EPOCH, 2)));
    happen(request("b", 1, patch("x", "b1"))); // takes the same revision after a restart
    history.add(new Told(request("b", 1, patch("x", "b1")), new Outcome.Acknowledged(EPOCH, 2)));
    assertThat(complaints(end())).contains("acknowledged at 2").contains("a change was lost");
  }

  @Test
  void doubledRequest_isCaught() {
    acknowledge(request("a", 1, create("x", "a1")));
    acknowledge(request("a", 2, patch("x", "a2")));
    happen(request("a", 2, patch("x", "a2")));
    assertThat(complaints(end())).contains("changes that nobody asked for");
    acknowledge(request("b", 1, patch("x", "b1")));
    assertThat(complaints(end())).contains("changes that nobody asked for");
  }

  @Test
  void unknownRequestThatRanTwice_isCaught() {
    acknowledge(request("a", 1, create("x", "a1")));
    unknown(request("a", 2, patch("x", "a2")));
    happen(request("a", 2, patch("x", "a2")));
    happen(request("a", 2, patch("x", "a2")));
    assertThat(complaints(end())).contains("changes that nobody asked for");
  }

  @Test
  void halfAppliedRequest_isCaught() {
    acknowledge(request("a", 1, create("x", "a1"), create("y", "a1"), create("z", "a1")));
    assertThat(complaints(endWithout("y"))).contains("the server has y as null");
  }

  @Test
  void halfAppliedUnknownRequest_isCaught() {
    acknowledge(request("a", 1, create("x", "a1")));
    unknown(request("b", 1, create("y", "b1"), create("z", "b1")));
    happen(request("b", 1, create("y", "b1")));
    assertThat(complaints(end())).contains("changes that nobody asked for");
  }

  @Test
  void resurrectedEntity_isCaught() {
    acknowledge(request("a", 1, create("x", "a1"), create("y", "a1")));
    StoredEntity before = stored("x");
    acknowledge(request("a", 2, new Step.Remove("x")));
    acknowledge(request("b", 1, patch("y", "b1")));
    assertThat(complaints(endWith("x", before))).contains("the server has x");
  }

  @Test
  void changeOfWhatIsGone_isCaught() {
    acknowledge(request("a", 1, create("x", "a1")));
    acknowledge(request("a", 2, new Step.Remove("x")));
    history.add(new Told(request("b", 1, patch("x", "b1")), new Outcome.Acknowledged(EPOCH, 3)));
    StoredState end = new StoredState(EPOCH, 3, Map.of());
    assertThat(complaints(end)).contains("b-1").contains("x was not there");
  }

  @Test
  void refusedRequestThatWasApplied_isCaught() {
    acknowledge(request("a", 1, create("x", "a1")));
    Request refused = request("a", 2, new Step.Remove("y"), create("z", "a2"));
    history.add(new Told(refused, new Outcome.Refused("NOT_FOUND", "")));
    happen(request("a", 2, create("z", "a2")));
    assertThat(complaints(end())).contains("changes that nobody asked for");
  }

  @Test
  void refusalWithoutReason_isCaught() {
    acknowledge(request("a", 1, create("x", "a1")));
    Guard guard = new Guard(Step.RECORD, "x", "attributes.v", 1);
    Request refused = new Request("b", 1, 0, List.of(patch("x", "b1")), List.of(guard));
    history.add(new Told(refused, new Outcome.Refused("PRECONDITION_FAILED", "")));
    assertThat(complaints(end())).contains("refused without reason").contains("b-1");
  }

  @Test
  void guardThatDidNotHold_isCaught() {
    acknowledge(request("a", 1, create("x", "1")));
    Guard guard = new Guard(Step.RECORD, "x", "attributes.v", 1);
    acknowledge(new Request("a", 2, 0, List.of(patch("x", "2")), List.of(guard)));
    Request second = new Request("b", 1, 0, List.of(patch("x", "2")), List.of(guard));
    happen(request("b", 1, patch("x", "2")));
    history.add(new Told(second, new Outcome.Acknowledged(EPOCH, truth.revision())));
    assertThat(complaints(end())).contains("b-1").contains("it was not so");
  }

  @Test
  void valueSetToWhatItWas_takesARevision_andChangesNothing() {
    acknowledge(request("a", 1, create("x", "1")));
    acknowledge(request("a", 2, patch("x", "1")));
    Guard guard = new Guard(Step.RECORD, "x", "", 1);
    acknowledge(new Request("b", 1, 0, List.of(patch("x", "2")), List.of(guard)));
    assertAccepted(end());
    assertThat(stored("x").revision()).isEqualTo(3);
  }

  @Test
  void removedTab_takesItsPanesAlong_eachARevision() {
    Step tab = new Step.Create(Step.TAB, "t", Map.of("layout", "ROW(p q)"));
    Step pane = new Step.Create(Step.PANE, "p", Map.of("tab_id", "t"));
    Step other = new Step.Create(Step.PANE, "q", Map.of("tab_id", "t"));
    acknowledge(request("a", 1, tab, pane, other));
    acknowledge(request("a", 2, new Step.Remove("t")));
    assertThat(truth.revision()).isEqualTo(6);
    assertAccepted(end());
    StoredEntity left = new StoredEntity(Step.PANE, 2, Map.of("tab_id", "t"));
    assertThat(complaints(endWith("p", left))).contains("the server has p");
  }

  @Test
  void requestThatWasNeverAnswered_isCaught() {
    history.add(new Told(request("a", 1, create("x", "a1")), new Outcome.Pending()));
    assertThat(complaints(end())).contains("never answered");
  }

  @Test
  void otherEpoch_isCaught() {
    acknowledge(request("a", 1, create("x", "a1")));
    assertThat(complaints(truth.stored(EPOCH + 1))).contains("another epoch");
  }

  @Test
  void acknowledgementOutOfOrder_isCaught() {
    acknowledge(request("a", 2, create("x", "a2")));
    acknowledge(request("a", 1, create("y", "a1")));
    assertThat(complaints(end())).contains("out of order");
  }
}
