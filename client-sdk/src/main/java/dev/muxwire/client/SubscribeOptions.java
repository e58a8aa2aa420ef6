package dev.muxwire.client;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which part of a workspace a replica holds. */
public final class SubscribeOptions {
  private final boolean presence;
  private final boolean optimistic;
  private final Set<EntityKind> kinds;
  private final Map<EntityKind, Set<String>> fields;
  private final List<String> focusIds;

  private SubscribeOptions(Builder builder) {
    this.presence = builder.presence;
    this.optimistic = builder.optimistic;
    this.kinds = Set.copyOf(builder.kinds);
    this.fields = Map.copyOf(builder.fields);
    this.focusIds = builder.focusIds;
  }

  /** The whole state, every kind and field. */
  public static SubscribeOptions all() {
    return builder().build();
  }

  /** The presence of the workspace: who is attached, which hosts are connected. */
  public static SubscribeOptions ofPresence() {
    return builder().presence(true).build();
  }

  /** Begins with the whole state. */
  public static Builder builder() {
    return new Builder();
  }

  /** True: presence instead of state. */
  public boolean presence() {
    return presence;
  }

  /** True: this client's own mutations are shown before they are confirmed. */
  public boolean optimistic() {
    return optimistic;
  }

  /** The kinds wanted; empty = all. */
  public Set<EntityKind> kinds() {
    return kinds;
  }

  /** Fields wanted, by kind; a kind that is not here has all of its fields. */
  public Map<EntityKind, Set<String>> fields() {
    return fields;
  }

  /** Entities to get first, at most 256. */
  public List<String> focusIds() {
    return focusIds;
  }

  /** Collects options. */
  public static final class Builder {
    private boolean presence;
    private boolean optimistic;
    private final EnumSet<EntityKind> kinds = EnumSet.noneOf(EntityKind.class);
    private final EnumMap<EntityKind, Set<String>> fields = new EnumMap<>(EntityKind.class);
    private List<String> focusIds = List.of();

    private Builder() {}

    /** True: presence instead of state. */
    public Builder presence(boolean value) {
      this.presence = value;
      return this;
    }

    /**
     * True: views and listeners show the mutations of this client to this workspace at once, over
     * what the server has confirmed, even offline and before the first connection; see {@link
     * WorkspaceReplica}. Default false. Not for presence, which nobody edits.
     */
    public Builder optimistic(boolean value) {
      this.optimistic = value;
      return this;
    }

    /** Adds kinds to those wanted; none = all. */
    public Builder kinds(EntityKind... wanted) {
      kinds.addAll(List.of(wanted));
      return this;
    }

    /** Wants only these fields of a kind, named as in {@link Entity#fields()}. */
    public Builder fields(EntityKind kind, String... names) {
      fields.put(kind, Set.of(names));
      return this;
    }

    /** Entities to get first, at most 256. */
    public Builder focus(List<String> ids) {
      if (ids.size() > 256) {
        throw new IllegalArgumentException("at most 256 focus entities, not " + ids.size());
      }
      this.focusIds = List.copyOf(ids);
      return this;
    }

    /**
     * The options.
     *
     * @throws IllegalArgumentException optimistic presence
     */
    public SubscribeOptions build() {
      if (presence && optimistic) {
        throw new IllegalArgumentException("presence cannot be optimistic: nobody edits it");
      }
      return new SubscribeOptions(this);
    }
  }
}
