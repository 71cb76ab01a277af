package icws.faults;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * A port on which whoever connects hears nothing: its queue of connections that nobody accepts is
 * full, so that the system drops all further ones.
 */
final class DeafPort implements Closeable {
  private static final int MOST_FILLERS = 16;
  private static final int FILLING_MILLIS = 100;

  private final ServerSocket listener = new ServerSocket();
  private final List<Socket> fillers = new ArrayList<>();

  DeafPort(int port) throws IOException {
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
    while (fill(port)) {
      if (fillers.size() == MOST_FILLERS) {
        throw new IOException("this system's queues of connections do not fill up");
      }
    }
  }

  private boolean fill(int port) throws IOException {
    Socket filler = new Socket();
    fillers.add(filler);
    try {
      filler.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), FILLING_MILLIS);
      return true;
    } catch (SocketTimeoutException full) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket filler : fillers) {
      filler.close();
    }
  }
}
