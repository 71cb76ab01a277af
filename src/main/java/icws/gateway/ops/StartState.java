package icws.gateway.ops;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the gateway waits for before it lets clients in. Thread-safe. */
public final class StartState {

  private volatile @Nullable String pending = "the start of the application";

  /** Nobody is let in before this. */
  public void waitsFor(String what) {
    pending = what;
  }

  /** Clients are let in. */
  public void started() {
    pending = null;
  }

  /** What it waits for, in words; empty when it has started. */
  public Optional<String> pending() {
    return Optional.ofNullable(pending);
  }
}
