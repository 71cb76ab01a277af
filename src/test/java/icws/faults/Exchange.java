package icws.faults;

import icws.ic.Bytes;
import java.io.IOException;
import java.net.Socket;

/** One request and the connection on which it waits for its reply. For one thread. */
public final class Exchange {
  private final ProxiedRequest request;
  private final Upstream upstream;
  private final Socket connection;

  Exchange(ProxiedRequest request, Upstream upstream, Socket connection) {
    this.request = request;
    this.upstream = upstream;
    this.connection = connection;
  }

  public ProxiedRequest request() {
    return request;
  }

  /** Has the network carry the request out. */
  public ProxiedReply carryOut() throws IOException {
    return upstream.carryOut(request);
  }

  /** Gives a whole reply; the connection stays. */
  public void reply(ProxiedReply reply) throws IOException {
    write(reply.encode());
  }

  /** Gives some bytes, whatever they are. */
  public void write(Bytes bytes) throws IOException {
    bytes.writeTo(connection.getOutputStream());
    connection.getOutputStream().flush();
  }

  /** Closes the connection as if the reply were complete. */
  public void close() throws IOException {
    connection.close();
  }

  /** Breaks the connection: the other side sees a reset. */
  public void reset() throws IOException {
    connection.setSoLinger(true, 0);
    connection.close();
  }

  /** Waits until the other side gives up. */
  public void hang() throws IOException {
    while (connection.getInputStream().read() >= 0) {
      // A client that waits for its answer says nothing more.
    }
    connection.close();
  }

  boolean isOver() {
    return connection.isClosed();
  }
}
