package dev.muxwire.schema;

import com.google.protobuf.Descriptors.FileDescriptor;
import dev.muxwire.proto.storage.v1.StorageProto;
import dev.muxwire.proto.v1.PacketProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The schema, as sources and as descriptors. */
final class SchemaFiles {
  static final Path SOURCES = Path.of("src/main/proto");
  static final Pattern REQUIREMENT = Pattern.compile("\\[[A-Z]+-[0-9]+]");

  private SchemaFiles() {}

  /** The descriptors of all files, by path. */
  static Collection<FileDescriptor> descriptors() {
    TreeMap<String, FileDescriptor> files = new TreeMap<>();
    collect(PacketProto.getDescriptor(), files);
    collect(StorageProto.getDescriptor(), files);
    return files.values();
  }

  private static void collect(FileDescriptor file, TreeMap<String, FileDescriptor> files) {
    if (files.putIfAbsent(file.getFullName(), file) == null) {
      file.getDependencies().forEach(imported -> collect(imported, files));
    }
  }

  /** The paths of all sources, relative to {@link #SOURCES}. */
  static List<String> paths() {
    try (Stream<Path> all = Files.walk(SOURCES)) {
      return all.filter(path -> path.toString().endsWith(".proto"))
          .map(path -> SOURCES.relativize(path).toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> lines(String path) {
    try {
      return Files.readAllLines(SOURCES.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The requirement ids of a text, in order. */
  static List<String> requirements(String text) {
    return REQUIREMENT.matcher(text).results().map(match -> match.group()).toList();
  }
}
