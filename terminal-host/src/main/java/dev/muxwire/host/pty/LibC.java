package dev.muxwire.host.pty;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * The system calls that pty4j does not offer, or offers without their result: its output stream
 * drops what a short write left over, and its exit code cannot tell {@code exit 137} from SIGKILL.
 * Values are Linux's, which x86-64, aarch64 and riscv64 agree on. After a failure {@link
 * Native#getLastError()} is the errno.
 */
final class LibC {
  static final int O_RDWR = 0x2;
  static final int O_NOCTTY = 0x100;
  static final int O_NONBLOCK = 0x800;
  static final int O_CLOEXEC = 0x80000;

  static final int F_GETFL = 3;
  static final int F_SETFL = 4;

  static final short POLLIN = 0x1;
  static final short POLLOUT = 0x4;

  static final int EINTR = 4;
  static final int EIO = 5;
  static final int EAGAIN = 11;

  static final int P_PID = 1;
  static final int WNOHANG = 1;
  static final int WEXITED = 4;
  static final int WNOWAIT = 0x0100_0000;

  static final int SIG_SETMASK = 2;
  static final long SIG_IGN = 1;

  /** More than glibc's {@code struct sigaction}, in bytes; the handler comes first. */
  static final int SIGACTION_BYTES = 256;

  /** glibc's {@code sigset_t} and {@code siginfo_t}, both in bytes. */
  static final int SIGNAL_STRUCT_BYTES = 128;

  static {
    Native.register(LibC.class, "c");
  }

  private LibC() {}

  static native int open(String path, int flags);

  static native int close(int fd);

  static native int pipe(int[] fds);

  static native int fcntl(int fd, int command, int argument);

  static native long read(int fd, Pointer buffer, long byteCount);

  static native long write(int fd, Pointer buffer, long byteCount);

  static native int poll(Pointer pollFds, long count, int timeoutMillis);

  static native int kill(int pid, int signal);

  static native int killpg(int group, int signal);

  static native int tcgetpgrp(int fd);

  static native int tcgetattr(int fd, Pointer termios);

  static native int tcsetattr(int fd, int when, Pointer termios);

  static native int waitid(int idType, int id, Pointer siginfo, int options);

  static native int waitpid(int pid, int[] status, int options);

  static native int sigaction(int signal, @Nullable Pointer action, @Nullable Pointer oldAction);

  static native Pointer signal(int signal, Pointer handler);

  static native int pthread_sigmask(int how, Pointer set, @Nullable Pointer oldSet);
}
