package dev.muxwire.conformance;

/**
 * Where scenes come from: knows the implementation under test. Any thread.
 *
 * @param <S> the scene
 */
public interface Stage<S extends Scene> {
  /** A scene for one case. */
  S set(ConformanceCase<S> of) throws Exception;
}
