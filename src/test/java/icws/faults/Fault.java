package icws.faults;

import java.io.IOException;

/** What becomes of one request. */
@FunctionalInterface
public interface Fault {

  /**
   * Answers in the network's stead, or does not.
   *
   * @throws IOException if the other side has gone
   */
  void strike(Exchange exchange) throws IOException;
}
