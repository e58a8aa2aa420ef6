package dev.muxwire.server.workspace;

import dev.muxwire.proto.storage.v1.CheckpointEnd;
import dev.muxwire.proto.storage.v1.RememberedClient;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a workspace remembers of its clients' requests, so that one sent again does not run again.
 * Rebuilt from the log, bounded by the clients; a client that was forgotten is told
 * OUTCOME_UNKNOWN, one that was never here is not.
 */
final class RequestMemory {
  /** Whether a request may run. */
  sealed interface Verdict {}

  /** It did not run yet. */
  record Run() implements Verdict {}

  /** It ran, and became this revision. */
  record Done(long revision) implements Verdict {}

  /** It may have run. */
  record Unknown() implements Verdict {}

  private static final class Client {
    private final TreeMap<Long, Long> revisionBySeq = new TreeMap<>();
    private long lastRequestMs;
    private long forgottenBelow;
  }

  private final int maxClients;
  private final LinkedHashMap<String, Client> clients = new LinkedHashMap<>(16, 0.75f, true);

  /** The latest request of a client that was forgotten: who is younger cannot have been. */
  private long forgottenUntilMs = Long.MIN_VALUE;

  RequestMemory(int maxClients) {
    this.maxClients = maxClients;
  }

  Verdict judge(Batch.Request request) {
    Client client = clients.get(request.clientId());
    if (client == null) {
      boolean mayBeForgotten = request.issuedAtMs() <= forgottenUntilMs;
      return request.resend() && mayBeForgotten ? new Unknown() : new Run();
    }
    Long revision = client.revisionBySeq.get(request.seq());
    if (revision != null) {
      return new Done(revision);
    }
    return request.seq() < client.forgottenBelow ? new Unknown() : new Run();
  }

  /** Remembers a durable result. */
  void remember(String clientId, long seq, long lowestOutstanding, long revision, long atMs) {
    Client client = clients.computeIfAbsent(clientId, id -> newClient(seq));
    client.lastRequestMs = Math.max(client.lastRequestMs, atMs);
    client.forgottenBelow = Math.max(client.forgottenBelow, lowestOutstanding);
    client.revisionBySeq.headMap(client.forgottenBelow).clear();
    client.revisionBySeq.put(seq, revision);
    forgetOldest();
  }

  /** If clients were forgotten this may be one of them: what it asked for before may have run. */
  private Client newClient(long firstSeq) {
    Client client = new Client();
    client.forgottenBelow = forgottenUntilMs == Long.MIN_VALUE ? 0 : firstSeq;
    return client;
  }

  private void forgetOldest() {
    Iterator<Map.Entry<String, Client>> oldest = clients.entrySet().iterator();
    while (clients.size() > maxClients && oldest.hasNext()) {
      forgottenUntilMs = Math.max(forgottenUntilMs, oldest.next().getValue().lastRequestMs);
      oldest.remove();
    }
  }

  /** Puts everything into a checkpoint. */
  void save(CheckpointEnd.Builder into) {
    clients.forEach(
        (id, client) ->
            into.addClients(
                RememberedClient.newBuilder()
                    .setClientId(id)
                    .setLastRequestMs(client.lastRequestMs)
                    .setForgottenBelow(client.forgottenBelow)
                    .putAllRevisions(client.revisionBySeq)));
    if (forgottenUntilMs != Long.MIN_VALUE) {
      into.setForgottenUntilMs(forgottenUntilMs);
    }
  }

  /** Takes everything from a checkpoint. */
  void load(CheckpointEnd from) {
    for (RememberedClient remembered : from.getClientsList()) {
      Client client = new Client();
      client.lastRequestMs = remembered.getLastRequestMs();
      client.forgottenBelow = remembered.getForgottenBelow();
      client.revisionBySeq.putAll(remembered.getRevisionsMap());
      clients.put(remembered.getClientId(), client);
    }
    if (from.hasForgottenUntilMs()) {
      forgottenUntilMs = from.getForgottenUntilMs();
    }
    forgetOldest();
  }
}
