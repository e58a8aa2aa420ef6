package dev.muxwire.durability;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** What a whole run comes to: everything that is not as it must be, each with its history. */
final class Verdict {
  private static final int MOST_COMPLAINTS = 5;
  private static final int LATEST_OF_AN_ENTITY = 30;

  private final List<Told> history;
  private final List<Complaint> complaints = new ArrayList<>();
  private long unknownApplied;

  private Verdict(List<Told> history) {
    this.history = history;
  }

  /** Judges what clients were told by the state at the end. */
  static Verdict of(List<Told> history, StoredState end) {
    Verdict verdict = new Verdict(history);
    history.stream()
        .filter(told -> told.outcome() instanceof Outcome.Pending)
        .forEach(told -> verdict.add(new Complaint("", "was never answered: " + told)));
    history.stream()
        .filter(
            told ->
                told.outcome() instanceof Outcome.Acknowledged done && done.epoch() != end.epoch())
        .forEach(told -> verdict.add(new Complaint("", "is of another epoch: " + told)));
    verdict.checkOrder();
    if (verdict.complaints.isEmpty()) {
      verdict.explain(end);
    }
    return verdict;
  }

  /** What a client asked for later became a later revision. */
  private void checkOrder() {
    history.stream()
        .filter(Told::isAcknowledged)
        .collect(Collectors.groupingBy(told -> told.request().client()))
        .values()
        .forEach(
            line -> {
              line.sort(Comparator.comparingLong(told -> told.request().number()));
              for (int i = 1; i < line.size(); i++) {
                if (line.get(i - 1).revision() >= line.get(i).revision()) {
                  add(new Complaint("", "out of order: " + line.subList(i - 1, i + 1)));
                }
              }
            });
  }

  private void explain(StoredState end) {
    Explanation explanation = new Explanation(history, end);
    Complaint none = explanation.search();
    if (none != null) {
      add(none);
    } else {
      unknownApplied = explanation.unknownApplied();
      new Refusals(explanation.state()).withoutReason(history).forEach(this::add);
    }
  }

  void add(Complaint complaint) {
    complaints.add(complaint);
  }

  /** Requests of unknown outcome that were applied. */
  long unknownApplied() {
    return unknownApplied;
  }

  List<Complaint> complaints() {
    return complaints;
  }

  /** Everything, with the history of the entities concerned, for a person. */
  String report() {
    StringBuilder report = new StringBuilder();
    complaints.stream()
        .limit(MOST_COMPLAINTS)
        .forEach(
            complaint -> {
              report.append(complaint.what()).append('\n');
              historyOf(complaint.id())
                  .forEach(
                      told ->
                          report.append("    ").append(told.about(complaint.id())).append('\n'));
            });
    return report.append(complaints.size()).append(" complaints").toString();
  }

  private List<Told> historyOf(String id) {
    List<Told> concerned =
        history.stream()
            .filter(told -> told.request().concerns(id))
            .sorted(Comparator.comparingLong(Verdict::about))
            .toList();
    return concerned.subList(Math.max(0, concerned.size() - LATEST_OF_AN_ENTITY), concerned.size());
  }

  /** About when it was, for those without a revision. */
  private static long about(Told told) {
    return told.isAcknowledged() ? told.revision() : told.request().floor();
  }
}
