package dev.muxwire.client.internal.core;

import dev.muxwire.client.MuxwireClient;
import java.lang.invoke.MethodHandles;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts the public client over a core that was made with a loop and a transport of one's own, for
 * simulations of whole programs. The public client has no such method: its signatures know no core.
 */
public final class Facades {
  private static volatile @Nullable Function<ClientCore, MuxwireClient> maker;

  private Facades() {}

  /** For the public client's initialiser alone. */
  public static void setMaker(Function<ClientCore, MuxwireClient> given) {
    maker = given;
  }

  /** The public client over a core. */
  public static MuxwireClient of(ClientCore core) {
    try {
      MethodHandles.lookup().ensureInitialized(MuxwireClient.class);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
    Function<ClientCore, MuxwireClient> made = maker;
    if (made == null) {
      throw new IllegalStateException("the public client is not initialised");
    }
    return made.apply(core);
  }
}
