package dev.muxwire.bench.process;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * Runs another class's {@code main}, and ends the JVM when that returns or fails, whatever threads
 * there are: a child whose commands are over must not stay.
 */
final class ChildMain {
  private ChildMain() {}

  public static void main(String[] args) throws ReflectiveOperationException {
    Method main = Class.forName(args[0]).getDeclaredMethod("main", String[].class);
    main.setAccessible(true);
    String[] rest = new String[args.length - 1];
    System.arraycopy(args, 1, rest, 0, rest.length);
    try {
      main.invoke(null, (Object) rest);
    } catch (InvocationTargetException e) {
      e.printStackTrace();
      System.exit(1);
    }
    System.exit(0);
  }
}
