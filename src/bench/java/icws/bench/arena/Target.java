package icws.bench.arena;

import icws.client.Protocol;
import java.net.URI;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * A gateway that is measured.
 *
 * @param base its address, {@code ws://} or {@code wss://}, without a slash at the end
 * @param pid its process, where that is known and on this machine
 * @param end stops it, if it was started here
 */
public record Target(String name, URI base, OptionalLong pid, Runnable end)
    implements AutoCloseable {

  /** Where it speaks a protocol. */
  public URI address(Protocol protocol) {
    return URI.create(base + "/" + protocol.name().toLowerCase(Locale.ROOT));
  }

  @Override
  public void close() {
    end.run();
  }
}
