package dev.muxwire.conformance;

/** A case cannot be judged here: a feature that is not offered, a token that was not given. */
public final class Inapplicable extends RuntimeException {
  /**
   * @param reason one clause for a person
   */
  public Inapplicable(String reason) {
    super(reason);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
