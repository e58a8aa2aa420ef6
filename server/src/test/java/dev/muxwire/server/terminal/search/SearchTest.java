package dev.muxwire.server.terminal.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muxwire.proto.v1.SkipReason;
import dev.muxwire.server.terminal.Gap;
import dev.muxwire.server.terminal.WrittenOutput;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** A search finds the same lines from either end, however the output was cut and stored. */
final class SearchTest {
  private static final int CELL = 64 * 1024;
  private static final int ALL = 1_000_000;
  private static final SearchPattern NEEDLE = SearchPattern.of("needle", true, false);
  private static final SearchPattern EVERY = SearchPattern.of("x*", false, false);

  private WrittenOutput written = new WrittenOutput();

  /** For each try of a property. */
  private void begin() {
    written = new WrittenOutput();
  }

  private void append(byte[] data) {
    written.append(data);
  }

  private void append(String text) {
    append(text.getBytes(StandardCharsets.UTF_8));
  }

  /** In pieces of any size, with marks between them, at which readers are interrupted. */
  private void appendInPieces(byte[] data, Random random) {
    int at = 0;
    while (at < data.length) {
      int length = Math.min(data.length - at, 1 + random.nextInt(30_000));
      append(Arrays.copyOfRange(data, at, at + length));
      at += length;
      if (random.nextInt(3) == 0) {
        written.mark();
      }
    }
  }

  private Search search(SearchPattern pattern, long from, long to, boolean backwards, long limit) {
    return new Search(
        written.output(), pattern, new SearchRange(from, to, backwards, limit), 16 * 1024);
  }

  private List<SearchItem> run(Search search) {
    List<SearchItem> items = new ArrayList<>();
    while (true) {
      Search.Slice slice = search.slice();
      items.addAll(slice.items());
      if (slice.state() == Search.State.DONE) {
        return items;
      }
      if (slice.state() == Search.State.NOT_LOADED) {
        search.load(failure -> assertThat(failure).isNull());
        written.loop().run();
      }
    }
  }

  private List<SearchItem> forwards(SearchPattern pattern, long from, long to) {
    return run(search(pattern, from, to, false, ALL));
  }

  private List<SearchItem> backwards(SearchPattern pattern, long from, long to) {
    List<SearchItem> items = run(search(pattern, from, to, true, ALL));
    Collections.reverse(items);
    return items;
  }

  private static List<FoundLine> lines(List<SearchItem> items) {
    return items.stream().filter(FoundLine.class::isInstance).map(FoundLine.class::cast).toList();
  }

  /** By the rule: after a line feed, or where a cell of 16 KiB has none. */
  private static List<Integer> lineEnds(byte[] all, int from, int to) {
    List<Integer> ends = new ArrayList<>();
    int start = from;
    for (int at = from; at < to; at++) {
      if (all[at] == '\n') {
        start = at + 1;
        ends.add(start);
      } else if ((at + 1) % (16 * 1024) == 0 && at + 1 - start >= 16 * 1024) {
        start = at + 1;
        ends.add(start);
      }
    }
    if (start < to) {
      ends.add(to);
    }
    return ends;
  }

  @Property(tries = 40)
  void bothDirections_findTheSame_inAnyRangeWithHoles(@ForAll Random random) {
    begin();
    for (int part = 1 + random.nextInt(3); part > 0; part--) {
      appendInPieces(TokenText.random(random, random.nextInt(3 * CELL)), random);
      if (random.nextInt(3) == 0) {
        int toTheBorder = CELL - (int) (written.output().end() % CELL);
        written.hole(toTheBorder + random.nextInt(2) * CELL);
      }
    }
    long end = written.output().end();
    if (random.nextInt(3) == 0) {
      written.trim(random.nextLong(end + 1));
    }
    long from = random.nextBoolean() ? 0 : random.nextLong(end + 1);
    long to = random.nextBoolean() ? end : from + random.nextLong(end - from + 1);
    assertThat(backwards(NEEDLE, from, to)).isEqualTo(forwards(NEEDLE, from, to));
    List<SearchItem> every = forwards(EVERY, from, to);
    assertThat(backwards(EVERY, from, to)).isEqualTo(every);
    long next = from;
    for (SearchItem item : every) { // nothing is left out, nothing comes twice
      long begins = item instanceof FoundLine line ? line.offset() : gap(item).from();
      assertThat(begins).isGreaterThanOrEqualTo(next);
      next = item instanceof FoundLine line ? line.end() : gap(item).to();
    }
  }

  private static Gap gap(SearchItem item) {
    return ((SearchItem.Missing) item).gap();
  }

  @Property(tries = 30)
  void lines_areThoseOfTheBytes_howeverTheyCame(@ForAll Random random) {
    begin();
    byte[] data = plain(random, random.nextInt(4 * CELL));
    appendInPieces(data, random);
    List<Integer> ends = lineEnds(data, 0, data.length);
    List<FoundLine> found = lines(forwards(EVERY, 0, data.length));
    assertThat(found.stream().map(line -> (int) line.end()).toList()).isEqualTo(ends);
    for (FoundLine line : found) {
      String text =
          new String(
              data,
              (int) line.offset(),
              (int) (line.end() - line.offset()),
              StandardCharsets.UTF_8);
      assertThat(text.startsWith(line.text())).isTrue();
      assertThat(line.text().length() + line.leftOutAfter())
          .isEqualTo(text.endsWith("\n") ? text.length() - 1 : text.length());
      assertThat(line.continued())
          .isEqualTo(
              !text.endsWith("\n") && line.end() < data.length
                  || !text.endsWith("\n")
                      && line.end() % (16 * 1024) == 0
                      && text.length() >= 16 * 1024);
    }
  }

  private static byte[] plain(Random random, int length) {
    byte[] data = new byte[length];
    boolean endless = false;
    for (int i = 0; i < length; i++) {
      if (random.nextInt(10_000) == 0) {
        endless = !endless;
      }
      data[i] = (byte) (!endless && random.nextInt(30) == 0 ? '\n' : 'a' + random.nextInt(26));
    }
    return data;
  }

  @Property(tries = 30)
  void aLine_readAlone_isTheSame(@ForAll Random random) {
    begin();
    appendInPieces(TokenText.random(random, 2 * CELL), random);
    for (FoundLine line : lines(forwards(NEEDLE, 0, written.output().end()))) {
      List<FoundLine> alone = lines(forwards(NEEDLE, line.offset(), line.end()));
      assertThat(alone).hasSize(1);
      assertThat(alone.get(0).text()).isEqualTo(line.text());
      assertThat(alone.get(0).matches()).isEqualTo(line.matches());
      String text = line.text();
      for (FoundLine.Span match : line.matches()) {
        assertThat(
                text.substring(
                    text.offsetByCodePoints(0, match.start()),
                    text.offsetByCodePoints(0, match.end())))
            .isEqualTo("needle");
      }
    }
  }

  @Property(tries = 30)
  void aLimit_stopsIt_andItsPlaceLeadsOn(@ForAll Random random) {
    begin();
    appendInPieces(
        ("needle line\nother\r\n").repeat(random.nextInt(9_000)).getBytes(StandardCharsets.UTF_8),
        random);
    boolean backwards = random.nextBoolean();
    long end = written.output().end();
    List<SearchItem> all = run(search(NEEDLE, 0, end, backwards, ALL));
    List<SearchItem> inParts = new ArrayList<>();
    long low = 0;
    long high = end;
    while (true) {
      int limit = 1 + random.nextInt(3_000);
      Search part = search(NEEDLE, low, high, backwards, limit);
      List<SearchItem> found = run(part);
      inParts.addAll(found);
      if (found.size() < limit) {
        break;
      }
      assertThat(found).hasSize(limit);
      long position = part.slice().position();
      low = backwards ? low : position;
      high = backwards ? position : high;
    }
    assertThat(inParts).isEqualTo(all);
  }

  @Test
  void sequencesAndCharacters_acrossTheBordersOfCells_areWhole() {
    for (String split : List.of("\033[38;5;196m", "\033]0;a title\033\\", "日", "\r\n")) {
      for (int cut = 1; cut < split.getBytes(StandardCharsets.UTF_8).length; cut++) {
        append("before\n");
        long end = written.output().end();
        long border = ((end + 1_000) / CELL + 1) * CELL;
        append("y".repeat((int) (border - end) - 501) + "\nneed" + " ".repeat(496 - cut));
        append(split + "le\n");
      }
    }
    SearchPattern pattern = SearchPattern.of("^need +日?le$", false, false);
    List<SearchItem> found = forwards(pattern, 0, written.output().end());
    assertThat(lines(found)).hasSizeGreaterThan(20);
    assertThat(backwards(pattern, 0, written.output().end())).isEqualTo(found);
  }

  @Test
  void aLineOfAMegabyte_isFoundInPieces_withWhatWasLeftOut() {
    append("start\n");
    append("z".repeat(500_000) + "needle" + "z".repeat(548_570) + "\nend\n");
    List<FoundLine> found = lines(forwards(NEEDLE, 0, written.output().end()));
    assertThat(found).hasSize(1);
    FoundLine line = found.get(0);
    assertThat(line.continues()).isTrue();
    assertThat(line.continued()).isTrue();
    assertThat(line.text()).hasSizeLessThanOrEqualTo(16 * 1024).contains("needle");
    Search small =
        new Search(
            written.output(), NEEDLE, new SearchRange(0, written.output().end(), false, 1), 200);
    FoundLine excerpt = lines(run(small)).get(0);
    FoundLine.Span match = excerpt.matches().get(0);
    assertThat(excerpt.text()).hasSize(200);
    assertThat(excerpt.text().substring(match.start(), match.end())).isEqualTo("needle");
    assertThat(excerpt.leftOutBefore() + 200 + excerpt.leftOutAfter())
        .isEqualTo((int) (excerpt.end() - excerpt.offset()));
    assertThat(lines(forwards(EVERY, 0, written.output().end()))).hasSizeBetween(60, 70);
  }

  @Test
  void aCut_sparesCharactersAndSequences() {
    append("é".repeat(20_000) + "\n" + "\033[31mx".repeat(5_000) + "\n");
    for (FoundLine line : lines(forwards(EVERY, 0, written.output().end()))) {
      assertThat(line.text()).matches("é*|x*");
    }
  }

  @Test
  void retention_thatOvertakesASearch_isTold() {
    for (int i = 0; i < 8 * CELL / 16; i++) {
      append("line with needle");
      append("\n");
    }
    long end = written.output().end();
    Search search = search(NEEDLE, 0, end, false, ALL);
    List<SearchItem> items = new ArrayList<>(search.slice().items());
    while (items.isEmpty()) {
      search.load(failure -> assertThat(failure).isNull());
      written.loop().run();
      items.addAll(search.slice().items());
    }
    written.trim(5L * CELL);
    items.addAll(run(search));
    List<Gap> gaps =
        items.stream().filter(SearchItem.Missing.class::isInstance).map(SearchTest::gap).toList();
    assertThat(gaps).hasSize(1);
    assertThat(gaps.get(0).to()).isEqualTo(5L * CELL);
    assertThat(gaps.get(0).reason()).isEqualTo(SkipReason.SKIP_REASON_RETENTION);
    List<FoundLine> after =
        lines(items).stream().filter(line -> line.offset() > 5L * CELL).toList();
    assertThat(after).hasSize((int) ((end - 5L * CELL) / 17));
  }

  @Test
  void output_thatIsErased_isHeldNoLonger() {
    append("secret needle 1\n".repeat(20_000));
    Search search = search(NEEDLE, 0, written.output().end(), false, ALL);
    List<SearchItem> items = new ArrayList<>();
    while (items.isEmpty()) {
      search.load(failure -> assertThat(failure).isNull());
      written.loop().run();
      items.addAll(search.slice().items());
    }
    written.purge(16L * 19_990);
    search.forget();
    List<SearchItem> rest = run(search);
    assertThat(gap(rest.get(0)).reason()).isEqualTo(SkipReason.SKIP_REASON_PURGED);
    assertThat(lines(rest)).hasSize(10);
  }

  @Test
  void whatIsWrittenMeanwhile_isNotSearched() {
    append("needle 1\n");
    Search search = search(NEEDLE, 0, written.output().end(), false, ALL);
    append("needle 2\n");
    assertThat(lines(run(search))).hasSize(1);
    assertThat(search.slice().position()).isEqualTo(9);
  }

  @Test
  void aSearch_thatIsCancelled_doesNoMore() {
    append("needle\n".repeat(50_000));
    Search search = search(NEEDLE, 300_000, written.output().end(), false, ALL);
    search.cancel();
    Search.Slice slice = search.slice();
    assertThat(slice.items()).isEmpty();
    assertThat(slice.searchedBytes()).isZero();
  }
}
