package dev.muxwire.server.boot;

import dev.muxwire.proto.v1.Grant;
import dev.muxwire.proto.v1.GrantKind;
import dev.muxwire.server.auth.Principal;
import dev.muxwire.server.auth.TokenHashes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads who may come in: the owner's token, which may do everything, and the file of further ones.
 */
final class TokenFile {
  private TokenFile() {}

  static TokenHashes load(String ownerToken, Path file) throws IOException {
    Map<String, Principal> principals = new HashMap<>();
    principals.put(TokenHashes.hash(ownerToken), new Principal("owner", ownerGrants()));
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        if (!line.isBlank() && !line.startsWith("#")) {
          add(principals, line.strip().split("\\s+"), file);
        }
      }
    }
    return new TokenHashes(principals);
  }

  private static List<Grant> ownerGrants() {
    return List.of(grant("open:*"), grant("host:*"));
  }

  private static void add(Map<String, Principal> principals, String[] words, Path file)
      throws IOException {
    if (words.length < 3) {
      throw new IOException(file + ": a line is 'SHA-256 name grant:workspace ...'");
    }
    List<Grant> grants = new ArrayList<>();
    for (int i = 2; i < words.length; i++) {
      try {
        grants.add(grant(words[i]));
      } catch (IllegalArgumentException e) {
        throw new IOException(
            file
                + ": '"
                + words[i]
                + "' is no grant; it is read, write, open or host, and ':workspace'",
            e);
      }
    }
    principals.put(words[0].toLowerCase(Locale.ROOT), new Principal(words[1], grants));
  }

  private static Grant grant(String word) {
    int colon = word.indexOf(':');
    String kind = colon < 0 ? word : word.substring(0, colon);
    return Grant.newBuilder()
        .setKind(GrantKind.valueOf("GRANT_KIND_" + kind.toUpperCase(Locale.ROOT)))
        .setWorkspace(colon < 0 ? "*" : word.substring(colon + 1))
        .build();
  }
}
