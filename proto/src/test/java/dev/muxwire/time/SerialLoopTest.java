package dev.muxwire.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SerialLoopTest {
  private final Queue<Runnable> pool = new ArrayDeque<>();
  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
  private final List<Throwable> failures = new ArrayList<>();
  private final List<String> ran = new ArrayList<>();
  private final SerialLoop loop = new SerialLoop(pool::add, timers, failures::add);

  @AfterEach
  void stop() {
    timers.shutdownNow();
  }

  private void runPool() {
    while (!pool.isEmpty()) {
      pool.remove().run();
    }
  }

  @Test
  void enter_atRest_runsTheTaskInTheCall_andWhatItAddsToo() {
    loop.enter(
        () -> {
          ran.add("a");
          loop.execute(() -> ran.add("b"));
          ran.add("c");
        });
    assertThat(ran).containsExactly("a", "c", "b");
    assertThat(pool).isEmpty();
  }

  @Test
  void enter_leavesToThePool_whatTimersBring() {
    Semaphore due = new Semaphore(0);
    ScheduledThreadPoolExecutor told =
        new ScheduledThreadPoolExecutor(1) {
          @Override
          protected void afterExecute(Runnable task, @Nullable Throwable failure) {
            due.release();
          }
        };
    SerialLoop entered = new SerialLoop(pool::add, told, failures::add);
    entered.enter(
        () -> {
          ran.add("entered");
          entered.schedule(0, () -> ran.add("timed"));
          due.acquireUninterruptibly();
          entered.execute(() -> ran.add("behind it"));
        });
    told.shutdown();
    assertThat(ran).containsExactly("entered");
    runPool();
    assertThat(ran).containsExactly("entered", "timed", "behind it");
  }

  @Test
  void enter_withTasksBeforeIt_waitsForThem() {
    loop.execute(() -> ran.add("first"));
    loop.enter(() -> ran.add("second"));
    assertThat(ran).isEmpty();
    runPool();
    assertThat(ran).containsExactly("first", "second");
  }

  @Test
  void enter_fromATaskOfTheLoop_waitsForItsEnd() {
    loop.enter(
        () -> {
          loop.enter(() -> ran.add("inner"));
          ran.add("outer");
        });
    assertThat(ran).containsExactly("outer", "inner");
  }

  @Test
  void aLoopThatIsEnteredAndNeverAtRest_givesTheThreadBack() {
    Runnable[] again = new Runnable[1];
    again[0] =
        () -> {
          ran.add("turn");
          loop.execute(again[0]);
        };
    loop.enter(again[0]);
    assertThat(ran).hasSizeLessThan(1000);
    assertThat(pool).as("the pool goes on").hasSize(1);
  }

  @Test
  void aTaskThatFails_isTold_andTheLoopGoesOn() {
    RuntimeException fault = new RuntimeException("fault");
    loop.enter(
        () -> {
          throw fault;
        });
    loop.enter(() -> ran.add("after"));
    assertThat(failures).containsExactly(fault);
    assertThat(ran).containsExactly("after");
  }

  @Test
  void tasksOfManyThreads_enteredAndExecuted_runOneAtATime_andAll() throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    SerialLoop shared = new SerialLoop(threads, timers, failures::add);
    int[] count = {0}; // no lock: the loop is one
    List<Thread> callers = new ArrayList<>();
    for (int caller = 0; caller < 4; caller++) {
      boolean enters = caller % 2 == 0;
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 20_000; i++) {
                  if (enters) {
                    shared.enter(() -> count[0]++);
                  } else {
                    shared.execute(() -> count[0]++);
                  }
                }
              });
      callers.add(thread);
      thread.start();
    }
    for (Thread thread : callers) {
      thread.join();
    }
    int[] seen = {0};
    java.util.concurrent.CountDownLatch done = new java.util.concurrent.CountDownLatch(1);
    shared.execute(
        () -> {
          seen[0] = count[0];
          done.countDown();
        });
    assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    threads.shutdown();
    assertThat(seen[0]).isEqualTo(80_000);
    assertThat(failures).isEmpty();
  }
}
