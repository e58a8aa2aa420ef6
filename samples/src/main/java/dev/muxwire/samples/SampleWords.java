package dev.muxwire.samples;

import java.util.List;

/** The vocabulary of titles, directories and descriptions. */
final class SampleWords {
  static final List<String> PROJECTS =
      List.of(
          "billing-service",
          "search-indexer",
          "mobile-app",
          "infra-terraform",
          "design-system",
          "auth-gateway",
          "data-pipeline",
          "docs-site",
          "payments-api",
          "edge-router",
          "notification-worker",
          "release-tooling",
          "customer-portal",
          "ml-ranking");

  static final List<String> DIRECTORIES =
      List.of(
          "src/main",
          "packages/core",
          "packages/ui",
          "services/api",
          "deploy/production",
          "tests/integration",
          "scripts",
          "internal/storage",
          "web/client",
          "docs/guides");

  static final List<String> VERBS =
      List.of(
          "Fix",
          "Investigate",
          "Refactor",
          "Add",
          "Review",
          "Deploy",
          "Profile",
          "Migrate",
          "Document",
          "Debug",
          "Rewrite",
          "Test",
          "Benchmark",
          "Remove",
          "Upgrade");

  static final List<String> ADJECTIVES =
      List.of(
          "flaky",
          "slow",
          "nightly",
          "legacy",
          "incremental",
          "nested",
          "concurrent",
          "stale",
          "duplicate",
          "missing",
          "optional",
          "remote",
          "cached",
          "partial",
          "unbounded");

  static final List<String> NOUNS =
      List.of(
          "login test",
          "query planner",
          "webhook retries",
          "cache eviction",
          "CSV export",
          "layout engine",
          "rate limiter",
          "search results",
          "upload queue",
          "session store",
          "error budget",
          "dark mode",
          "build pipeline",
          "schema migration",
          "audit log",
          "feature flags",
          "date picker",
          "invoice totals",
          "socket reconnect",
          "memory use");

  static final List<String> HOSTS =
      List.of("localhost:3000", "localhost:5173", "staging.example.test", "docs.example.test");

  static final List<String> FILES =
      List.of(
          "README.md",
          "src/index.ts",
          "src/server/router.ts",
          "config/limits.yaml",
          "Makefile",
          "src/components/TabBar.tsx",
          "internal/storage/log.go",
          "pom.xml");

  static final List<String> SHELLS = List.of("zsh", "bash", "fish");

  static final List<String> AGENTS = List.of("agent-one", "agent-two", "agent-three");

  static final List<String> STATUSES = List.of("idle", "running", "exited", "waiting");

  static final List<String> RECORD_TYPES =
      List.of("bookmark", "note", "snippet", "window-state", "notification");

  private SampleWords() {}

  /** Ten to about forty-five characters. */
  static String title(SampleRandom random) {
    return random.oneOf(VERBS) + " " + random.oneOf(ADJECTIVES) + " " + random.oneOf(NOUNS);
  }

  /** Twenty to about sixty characters. */
  static String directory(SampleRandom random) {
    return "/home/developer/work/" + random.oneOf(PROJECTS) + "/" + random.oneOf(DIRECTORIES);
  }

  static String sentence(String title, SampleRandom random) {
    return title + " in " + random.oneOf(PROJECTS) + " before the next release.";
  }

  /** The name of the nth project: all are different. */
  static String project(int number) {
    String name = PROJECTS.get(number % PROJECTS.size());
    int round = number / PROJECTS.size();
    return round == 0 ? name : name + "-" + round;
  }

  /** Sentences, of exactly so many characters. */
  static String text(SampleRandom random, int characters) {
    StringBuilder text = new StringBuilder();
    while (text.length() < characters) {
      text.append(sentence(title(random), random)).append(random.chance(25) ? '\n' : ' ');
    }
    text.setLength(characters);
    return text.toString();
  }
}
