package dev.muxwire.server.workspace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Entities in the order of their revisions, one behind the other in an array: a scan finds the next
 * ones without waiting for the one before. Revisions rise, so an entity that changes leaves a hole
 * and comes again at the end; what changed may be put back into its hole until they are closed.
 * Found by halves. One owner.
 */
final class RevisionOrder {
  private static final int START_CAPACITY = 16;

  /** Of holes too: so the place of any revision is found by halves. */
  private long[] revisions = new long[START_CAPACITY];

  /** Null where there is a hole. */
  private EntityState[] entities = new EntityState[START_CAPACITY];

  /** Of entities and holes. */
  private int length;

  private int holes;

  int size() {
    return length - holes;
  }

  /** Adds an entity; nearly always the revision is the highest. */
  void add(EntityState entity) {
    int place = indexAfter(entity.revision() - 1);
    if (place < length && revisions[place] == entity.revision()) {
      holes -= entities[place] == null ? 1 : 0;
    } else {
      makeRoomAt(place);
    }
    revisions[place] = entity.revision();
    entities[place] = entity;
  }

  private void makeRoomAt(int place) {
    if (length == revisions.length) {
      revisions = Arrays.copyOf(revisions, length + length / 2);
      entities = Arrays.copyOf(entities, length + length / 2);
    }
    System.arraycopy(revisions, place, revisions, place + 1, length - place);
    System.arraycopy(entities, place, entities, place + 1, length - place);
    length++;
  }

  /** Takes the entity with a revision out, if there is one. */
  void remove(long revision) {
    int place = indexAfter(revision - 1);
    if (place < length && revisions[place] == revision && entities[place] != null) {
      entities[place] = null;
      holes++;
    }
  }

  /**
   * Closes the holes, if there are more of them than entities: when nothing is put back any more.
   */
  void closeHoles() {
    if (holes <= START_CAPACITY || holes <= length / 2) {
      return;
    }
    int kept = 0;
    for (int i = 0; i < length; i++) {
      if (entities[i] != null) {
        revisions[kept] = revisions[i];
        entities[kept++] = entities[i];
      }
    }
    Arrays.fill(entities, kept, length, null);
    length = kept;
    holes = 0;
    int capacity = Math.max(START_CAPACITY, kept + kept / 2);
    revisions = Arrays.copyOf(revisions, capacity);
    entities = Arrays.copyOf(entities, capacity);
  }

  /** Those behind a revision, in order; to be used before anything changes. */
  Iterable<EntityState> after(long revision) {
    int first = indexAfter(revision);
    return () -> new Rest(first);
  }

  /** All, in order, as they are now. */
  List<EntityState> toList() {
    List<EntityState> all = new ArrayList<>(size());
    after(Long.MIN_VALUE).forEach(all::add);
    return all;
  }

  /** Of the first entity or hole behind a revision. */
  private int indexAfter(long revision) {
    if (length == 0 || revisions[length - 1] <= revision) {
      return length;
    }
    int low = 0;
    int high = length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (revisions[middle] <= revision) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private final class Rest implements Iterator<EntityState> {
    private int next;

    Rest(int first) {
      next = first;
      skipHoles();
    }

    private void skipHoles() {
      while (next < length && entities[next] == null) {
        next++;
      }
    }

    @Override
    public boolean hasNext() {
      return next < length;
    }

    @Override
    public EntityState next() {
      if (next >= length) {
        throw new NoSuchElementException();
      }
      EntityState entity = entities[next++];
      skipHoles();
      return entity;
    }
  }
}
