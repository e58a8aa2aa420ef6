package dev.muxwire.server.terminal;

import dev.muxwire.proto.v1.ErrorCode;
import dev.muxwire.proto.v1.TerminalSize;
import org.jspecify.annotations.Nullable;

/** A viewer that keeps what it is told. */
final class FakeViewer implements Viewer {
  private final InputKey key;
  final boolean readOnly;
  boolean required;
  boolean resumes;
  @Nullable TerminalSize size;
  long position;
  boolean responder;
  boolean sizer;
  int statuses;

  FakeViewer(String name, boolean readOnly, @Nullable TerminalSize size) {
    this.key = new InputKey(name, 1);
    this.readOnly = readOnly;
    this.size = size;
  }

  static TerminalSize size(int columns, int rows) {
    return TerminalSize.newBuilder().setColumns(columns).setRows(rows).build();
  }

  /** The same viewer on a new connection. */
  FakeViewer again(boolean withACursor) {
    FakeViewer again = new FakeViewer(key.clientId(), readOnly, size);
    again.resumes = withACursor;
    return again;
  }

  @Override
  public InputKey inputKey() {
    return key;
  }

  @Override
  public boolean readOnly() {
    return readOnly;
  }

  @Override
  public boolean resumes() {
    return resumes;
  }

  @Override
  public boolean required() {
    return required;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public @Nullable TerminalSize size() {
    return readOnly ? null : size;
  }

  @Override
  public void wake(boolean alone) {}

  @Override
  public void status(boolean nowResponder, boolean nowSizer, boolean reachable) {
    responder = nowResponder;
    sizer = nowSizer;
    statuses++;
  }

  @Override
  public void inputAcknowledged(long seq) {}

  @Override
  public void refused(ErrorCode code, String message) {
    throw new AssertionError(code + ": " + message);
  }

  @Override
  public String toString() {
    return key.clientId();
  }
}
