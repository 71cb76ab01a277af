package icws.faults;

import icws.devnet.History;
import java.util.function.Predicate;

/** The requests that a proxy has seen. */
public final class Journal extends History<ProxiedRequest> {
  public static final int CAPACITY = 20_000;

  Journal() {
    super(CAPACITY);
  }

  /** How many there were, the same one that came again not counted. */
  public long countDistinct(Predicate<ProxiedRequest> wanted) {
    return all().stream().filter(wanted).map(ProxiedRequest::body).distinct().count();
  }
}
