package dev.muxwire.cli;

import dev.muxwire.client.Entity;
import dev.muxwire.client.EntityKind;
import dev.muxwire.client.WorkspaceView;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A workspace at revision 1, made of field trees. */
public final class FakeWorkspace implements WorkspaceView {
  private final Map<String, Entity> entities = new LinkedHashMap<>();

  public FakeWorkspace with(EntityKind kind, String id, Map<String, Object> fields) {
    entities.put(id, entity(kind, id, fields));
    return this;
  }

  public static Entity entity(EntityKind kind, String id, Map<String, Object> fields) {
    return new Entity(id, kind, 1, new byte[0], body -> fields);
  }

  @Override
  public String workspace() {
    return "main";
  }

  @Override
  public long epoch() {
    return 9;
  }

  @Override
  public long revision() {
    return 1;
  }

  @Override
  public Optional<Entity> entity(String id) {
    return Optional.ofNullable(entities.get(id));
  }

  @Override
  public Collection<Entity> ofKind(EntityKind kind) {
    return entities.values().stream().filter(entity -> entity.kind() == kind).toList();
  }

  @Override
  public Collection<Entity> entities() {
    return entities.values();
  }

  @Override
  public int size() {
    return entities.size();
  }
}
