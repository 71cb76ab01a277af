package icws.gateway.edge;

import icws.gateway.relay.Faults;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * An upgraded connection on a server whose WebSockets are an {@link HttpUpgradeHandler} like any
 * other, Tyrus': what comes in is metered, the connection can be ended, and its end is seen. The
 * container makes it.
 */
public final class MeteredUpgrade implements HttpUpgradeHandler {
  private static final Logger LOG = System.getLogger(MeteredUpgrade.class.getName());

  // Set before the container begins, null when all is over; by threads that may differ.
  private volatile @Nullable HttpUpgradeHandler handler;
  private volatile @Nullable Place place;
  private volatile @Nullable Faults faults;

  /**
   * What it is to stand in front of.
   *
   * @param metered Tyrus' own handler
   * @param afterwards to be done when its place is free
   * @param taken takes what that throws
   */
  void precede(HttpUpgradeHandler metered, Place of, Runnable afterwards, Faults taken) {
    handler = metered;
    place = of;
    faults = taken;
    of.whenFree(
        () -> {
          forget();
          afterwards.run();
        });
  }

  /** Whoever keeps this keeps nothing else by it. */
  private void forget() {
    handler = null;
    place = null;
    faults = null;
  }

  @Override
  public void init(WebConnection connection) {
    HttpUpgradeHandler next = handler;
    Place mine = place;
    Faults reported = faults;
    if (next == null || mine == null || reported == null) {
      throw new IllegalStateException("an upgrade that nobody asked for");
    }
    mine.closedBy(() -> close(connection));
    FrameMeter meter = mine.meter();
    try {
      next.init(meter == null ? connection : new Metered(connection, meter, mine, reported));
    } catch (Throwable fault) {
      // The 101 is out already: without this its socket would stay, and be nobody's.
      mine.end();
      throw fault;
    }
  }

  private static void close(WebConnection connection) {
    try {
      connection.close();
    } catch (Exception gone) {
      LOG.log(Level.DEBUG, "No end for a connection: {0}", gone.toString());
    }
  }

  /** The container has done with the connection, which may still have much to send. */
  @Override
  public void destroy() {
    HttpUpgradeHandler next = handler;
    Place mine = place;
    try {
      if (next != null) {
        next.destroy();
      }
    } finally {
      if (mine != null) {
        mine.part();
      }
    }
  }

  private static final class Metered implements WebConnection {
    private final WebConnection connection;
    private final FrameMeter meter;
    private final Place place;
    private final Faults faults;
    private @Nullable ServletInputStream input;
    private @Nullable MeteredOutput output;

    Metered(WebConnection connection, FrameMeter meter, Place place, Faults faults) {
      this.faults = faults;
      this.connection = connection;
      this.meter = meter;
      this.place = place;
    }

    @Override
    public synchronized ServletInputStream getInputStream() throws IOException {
      ServletInputStream metered = input;
      if (metered == null) {
        metered = new MeteredInput(connection.getInputStream(), meter, place, faults);
        input = metered;
      }
      return metered;
    }

    @Override
    public synchronized ServletOutputStream getOutputStream() throws IOException {
      MeteredOutput metered = output;
      if (metered == null) {
        metered = new MeteredOutput(connection.getOutputStream(), meter::answered);
        output = metered;
      }
      return metered;
    }

    /** When all is written; whoever does not read that is parted from in time. */
    @Override
    public void close() {
      MeteredOutput written;
      synchronized (this) {
        written = output;
      }
      if (written == null) {
        MeteredUpgrade.close(connection);
      } else {
        written.whenWritten(() -> MeteredUpgrade.close(connection));
      }
    }
  }
}
