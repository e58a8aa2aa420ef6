package dev.muxwire.simulation;

import dev.muxwire.client.AttachOptions;
import dev.muxwire.client.Attachment;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.LineRange;
import dev.muxwire.client.SearchOptions;
import dev.muxwire.client.SubscribeOptions;
import dev.muxwire.client.TerminalSize;
import dev.muxwire.client.TerminalSpec;
import dev.muxwire.client.WorkspaceReplica;
import dev.muxwire.client.WorkspaceView;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A user: edits the workspace, watches replicas and terminals, types, reads history. */
final class ClientActor extends Participant {
  private static final String WORKSPACE = SimulatedServer.WORKSPACE;
  private static final int MAX_REPLICAS = 4;
  private static final int MAX_VIEWERS = 5;
  private static final int MAX_OPEN_ATTEMPTS = 60;

  private final int paceMs;
  private final List<ReplicaWatch> replicas = new ArrayList<>();
  private final List<ViewerWatch> viewers = new ArrayList<>();
  private final List<Typist> typists = new ArrayList<>();
  private final List<HistoryWatch<?>> questions = new ArrayList<>();
  private final List<Attempt> attempts = new ArrayList<>();
  private @Nullable Mutator mutator;
  private @Nullable StatusWatch status;
  private int terminals;

  ClientActor(World world, String name) {
    super(world, name);
    this.paceMs = 1 << random.nextInt(2, 9);
  }

  @Override
  void started() {
    mutator = new Mutator(random.split(), author());
    subscribe(SubscribeOptions.builder());
    repeat(paceMs, this::act);
    repeat(40, this::read);
  }

  @Override
  void died() {
    world.judge(replicas);
    attempts.forEach(
        attempt -> {
          if (attempt.isOpen()) {
            attempt.abandon();
          }
        });
    attempts.clear();
    world.forgetOpens(author());
    replicas.clear();
    viewers.clear();
    typists.clear();
    questions.clear();
  }

  private void act() {
    int choice = random.nextInt(100);
    if (choice < 45) {
      mutate();
    } else if (choice < 50) {
      subscribe(newFilter());
    } else if (choice < 52) {
      closeReplica();
    } else if (choice < 62) {
      attach();
    } else if (choice < 64) {
      closeViewer();
    } else if (choice < 80) {
      type();
    } else if (choice < 82) {
      fetch();
    } else if (choice < 84) {
      fetchLines();
    } else if (choice < 86) {
      search();
    } else if (choice < 90) {
      openTerminal();
    } else if (choice < 91) {
      closeTerminal();
    } else if (choice < 92) {
      askMeanwhile();
    } else if (choice < 94) {
      purge();
    } else if (choice < 96) {
      rebuild();
    } else {
      fidget();
    }
  }

  // ---- state

  private void mutate() {
    Mutator author = mutator;
    attempts.removeIf(attempt -> !attempt.isOpen());
    if (author == null || attempts.size() > MAX_OPEN_ATTEMPTS) {
      return;
    }
    Attempt attempt = author.next(view());
    attempts.add(attempt);
    world.model().add(attempt);
    core().mutate(WORKSPACE, attempt.mutation()).whenComplete(attempt::told);
  }

  private @Nullable WorkspaceView view() {
    return replicas.stream()
        .filter(ReplicaWatch::isWhole)
        .findFirst()
        .map(ReplicaWatch::view)
        .orElse(null);
  }

  /** Some clients edit what they see confirmed, some what they see at once. */
  private void subscribe(SubscribeOptions.Builder builder) {
    if (replicas.size() < MAX_REPLICAS) {
      boolean optimistic = (replicas.size() + author().hashCode()) % 2 == 0;
      SubscribeOptions options = builder.optimistic(optimistic).build();
      WorkspaceReplica replica = core().subscribe(WORKSPACE, options);
      replicas.add(
          new ReplicaWatch(simulation, author() + "/" + replicas.size(), replica, options));
    }
  }

  private SubscribeOptions.Builder newFilter() {
    SubscribeOptions.Builder options = SubscribeOptions.builder();
    if (random.nextBoolean()) {
      options.kinds(EntityKind.RECORD, random.nextBoolean() ? EntityKind.TAB : EntityKind.TERMINAL);
    }
    if (random.nextBoolean()) {
      options.fields(EntityKind.RECORD, "type", "attributes");
    }
    if (random.nextInt(3) == 0) {
      options.fields(EntityKind.PANE, "tab_id", "title");
    }
    WorkspaceView view = view();
    if (view != null && random.nextBoolean()) {
      options.focus(view.entities().stream().map(entity -> entity.id()).sorted().limit(5).toList());
    }
    return options;
  }

  private void closeReplica() {
    if (replicas.size() > 1) {
      ReplicaWatch closing = replicas.remove(replicas.size() - 1);
      closing.close();
      world.judge(List.of(closing));
    }
  }

  // ---- terminals

  private void attach() {
    FakeProgram program = world.programs().any(random);
    if (program == null || viewers.size() >= MAX_VIEWERS) {
      return;
    }
    AttachOptions.Builder options = AttachOptions.builder();
    switch (random.nextInt(3)) {
      case 0 -> options.fromStart();
      case 1 -> options.fromTail(random.nextInt(200_000));
      default -> options.fromScreen();
    }
    boolean live = random.nextInt(3) == 0;
    if (live) {
      options.live(40_000 + random.nextInt(100_000));
    }
    if (random.nextBoolean()) {
      options.size(newSize());
    }
    boolean readOnly = random.nextInt(3) == 0;
    Attachment attachment =
        core().attach(WORKSPACE, program.terminalId(), options.readOnly(readOnly).build());
    ViewerWatch viewer =
        new ViewerWatch(
            simulation, author() + "/" + program.terminalId(), attachment, program, live);
    attachment.subscribe(viewer);
    viewers.add(viewer);
    simulation.count("attaches");
    if (!readOnly) {
      addTypist(viewer);
    }
  }

  private void addTypist(ViewerWatch viewer) {
    int number = viewer.program().newTypist();
    if (number >= 0) {
      typists.add(new Typist(simulation, viewer, number));
    }
  }

  private void closeViewer() {
    ViewerWatch viewer = anyOf(viewers);
    if (viewer != null) {
      viewers.remove(viewer);
      typists.removeIf(typist -> typist.viewer() == viewer);
      viewer.close();
    }
  }

  private void type() {
    Typist typist = anyOf(typists);
    if (typist != null && !typist.viewer().program().isOver()) {
      typist.type();
    }
  }

  private void fetch() {
    FakeProgram program = world.programs().any(random);
    if (program == null) {
      return;
    }
    long from = random.nextLong(program.end() + 1);
    long to = random.nextBoolean() ? 0 : from + random.nextLong(200_000);
    FetchWatch fetch = new FetchWatch(simulation, program, from, to, 1 << random.nextInt(5));
    questions.add(fetch);
    simulation.count("fetches");
    core().fetchScrollback(WORKSPACE, program.terminalId(), from, to).subscribe(fetch);
  }

  private void fetchLines() {
    FakeProgram program = world.programs().any(random);
    if (program == null) {
      return;
    }
    long line = random.nextLong(program.breaksBefore(program.end()) + 2);
    LineRange lines = LineRange.from(line, random.nextInt(500));
    LinesWatch fetch = new LinesWatch(simulation, program, lines, 1 << random.nextInt(5));
    questions.add(fetch);
    simulation.count("fetches");
    core().fetchLines(WORKSPACE, program.terminalId(), lines).subscribe(fetch);
  }

  private void search() {
    FakeProgram program = world.programs().any(random);
    if (program == null || !program.printsText()) {
      return;
    }
    boolean newestFirst = random.nextBoolean();
    long lower = random.nextBoolean() ? 0 : random.nextLong(program.end() + 1);
    long upper = random.nextBoolean() ? 0 : lower + random.nextLong(200_000);
    SearchOptions options =
        SearchOptions.builder(FakeProgram.NEEDLE)
            .literal(random.nextBoolean())
            .newestFirst(newestFirst)
            .from(newestFirst ? upper : lower)
            .to(newestFirst && upper != 0 ? lower : newestFirst ? 0 : upper)
            .maxLines(random.nextBoolean() ? Long.MAX_VALUE : 1 + random.nextInt(100))
            .build();
    SearchWatch search = new SearchWatch(simulation, program, options, 1 << random.nextInt(5));
    questions.add(search);
    simulation.count("searches");
    core().searchScrollback(WORKSPACE, program.terminalId(), options).subscribe(search);
  }

  private void openTerminal() {
    if (terminals++ < 3) {
      TerminalSpec.Builder spec =
          TerminalSpec.builder()
              .terminalId("t-" + author() + "-" + terminals)
              .command(List.of("fake"))
              .size(newSize());
      if (random.nextInt(4) == 0) {
        spec.retentionBytes(150_000);
      }
      String id = "t-" + author() + "-" + terminals;
      world.wantsOpen(id);
      core()
          .openTerminal(WORKSPACE, spec.build())
          .whenComplete((done, failure) -> world.opened(id, failure));
    }
  }

  private void closeTerminal() {
    FakeProgram program = world.programs().any(random);
    if (program != null) {
      core()
          .closeTerminal(WORKSPACE, program.terminalId())
          .whenComplete((done, failure) -> simulation.log("close " + program.terminalId()));
    }
  }

  /** Nobody can say what it must be, but an answer must come, and harm nobody. */
  private void askMeanwhile() {
    core()
        .serverStatus()
        .whenComplete((seen, failure) -> simulation.log(author() + " status: " + failure));
  }

  private void purge() {
    FakeProgram program = world.programs().any(random);
    if (program == null) {
      return;
    }
    // Of what is not durable yet, nobody but the server knows how much it has.
    boolean all = program.durable() == 0 || random.nextInt(3) == 0;
    long before = all ? 0 : 1 + random.nextLong(program.durable());
    long atLeast = all ? program.durable() : before;
    program.askPurge(before);
    core()
        .purgeTerminal(WORKSPACE, program.terminalId(), before)
        .whenComplete(
            (done, failure) -> {
              simulation.log(
                  "purge of " + program.terminalId() + " before " + before + ": " + failure);
              if (failure == null) {
                program.purged(atLeast);
              }
            });
  }

  /** A workspace beside, that comes and goes: all that is asked of it is to be whole or gone. */
  private void rebuild() {
    String side = SimulatedServer.SIDE_WORKSPACE;
    switch (random.nextInt(3)) {
      case 0 -> core().createWorkspace(side).whenComplete((done, failure) -> told("made", failure));
      case 1 -> core().deleteWorkspace(side).whenComplete((done, failure) -> told("gone", failure));
      default ->
          core()
              .mutate(side, new Mutator(random.split(), author()).next(null).mutation())
              .whenComplete((done, failure) -> told("changed", failure));
    }
  }

  private void told(String what, @Nullable Throwable failure) {
    simulation.log("side workspace " + what + ": " + failure);
  }

  private void fidget() {
    ViewerWatch viewer = anyOf(viewers);
    if (viewer != null) {
      if (random.nextBoolean()) {
        viewer.attachment().setFocus(random.nextBoolean());
      } else {
        viewer.attachment().resize(newSize());
      }
    }
  }

  private TerminalSize newSize() {
    return new TerminalSize(1 + random.nextInt(200), 1 + random.nextInt(60));
  }

  /** Some read all they can, some a little, some nothing for a while. */
  private void read() {
    for (ViewerWatch viewer : viewers) {
      int mood = random.nextInt(20);
      if (mood == 0) {
        viewer.request(1_000);
      } else if (mood < 8) {
        viewer.request(1 + random.nextInt(20));
      }
    }
  }

  private <T> @Nullable T anyOf(List<T> all) {
    return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
  }

  @Override
  void settle() {
    viewers.forEach(viewer -> viewer.request(Long.MAX_VALUE));
  }

  @Override
  void ask() {
    status = new StatusWatch(simulation, author(), core().serverStatus());
  }

  @Override
  void handOverViews() {
    world.judge(replicas);
  }

  @Override
  void checkAtRest(AtRest rest) {
    replicas.forEach(replica -> replica.checkAtRest(world.model()));
    viewers.forEach(viewer -> viewer.checkAtRest(rest));
    typists.forEach(Typist::checkAtRest);
    questions.forEach(HistoryWatch::checkAtRest);
    StatusWatch asked = status;
    if (asked != null) {
      asked.checkAtRest(rest, world.model());
    }
  }
}
