package dev.muxwire.samples;

import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.Mutation;
import dev.muxwire.client.WorkspaceView;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A generated workspace as a whole, for looking at it. */
final class Generated implements WorkspaceView {
  private final Map<String, Mutation.Create> entities = new LinkedHashMap<>();

  static Generated of(Sample sample, long seed) {
    Generated generated = new Generated();
    sample.units(seed).forEachRemaining(unit -> unit.entities().forEach(generated::add));
    return generated;
  }

  private void add(Mutation.Create entity) {
    if (entities.put(entity.id(), entity) != null) {
      throw new AssertionError("twice: " + entity.id());
    }
  }

  List<Mutation.Create> creates(EntityKind kind) {
    return entities.values().stream().filter(entity -> entity.kind() == kind).toList();
  }

  /** The workspace as one JSON document, a kind after the other. */
  String json() {
    return Stream.of(EntityKind.values())
        .flatMap(kind -> creates(kind).stream())
        .map(JsonText::of)
        .collect(Collectors.joining(",", "[", "]"));
  }

  static String hash(Sample sample, long seed) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Iterator<SampleUnit> units = sample.units(seed); units.hasNext(); ) {
        for (Mutation.Create entity : units.next().entities()) {
          digest.update((entity.kind() + JsonText.of(entity)).getBytes(StandardCharsets.UTF_8));
        }
      }
      return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public String workspace() {
    return "main";
  }

  @Override
  public long epoch() {
    return 1;
  }

  @Override
  public long revision() {
    return entities.size();
  }

  @Override
  public Optional<Entity> entity(String id) {
    return Optional.ofNullable(entities.get(id)).map(Generated::entity);
  }

  @Override
  public Collection<Entity> ofKind(EntityKind kind) {
    return new ArrayList<>(creates(kind).stream().map(Generated::entity).toList());
  }

  @Override
  public Collection<Entity> entities() {
    return entities.values().stream().map(Generated::entity).toList();
  }

  @Override
  public int size() {
    return entities.size();
  }

  private static Entity entity(Mutation.Create create) {
    return new Entity(create.id(), create.kind(), 1, new byte[0], body -> create.fields());
  }
}
