package icws.gateway.ops;

import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The page's settings, once they are known: a root key may have to be fetched. Thread-safe. */
public final class PublishedSettings {
  private final URI network;
  private volatile @Nullable PageSettings settings;

  /**
   * @param network the network's HTTP interface, which is known from the start
   */
  public PublishedSettings(URI network) {
    this.network = network;
  }

  URI network() {
    return network;
  }

  /** The settings are known from now on. */
  public void publish(PageSettings known) {
    settings = known;
  }

  Optional<PageSettings> current() {
    return Optional.ofNullable(settings);
  }
}
