package icws.gateway.relay.session;

import icws.gateway.wire.CloseReason;
import icws.ic.Bytes;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what its session sends and how it closes. */
public final class FakeSocket implements ClientSocket {

  private final InetAddress address;
  private final List<Bytes> frames = new CopyOnWriteArrayList<>();
  private final List<CloseReason> reasons = new CopyOnWriteArrayList<>();
  private final List<String> texts = new CopyOnWriteArrayList<>();
  private volatile Runnable onSend = () -> {};
  private volatile Runnable onClose = () -> {};

  /** Of a client on this machine. */
  public FakeSocket() {
    this(InetAddress.getLoopbackAddress());
  }

  FakeSocket(InetAddress address) {
    this.address = address;
  }

  /** Runs before a frame is taken, as a socket does whose queue is full. */
  void onSend(Runnable action) {
    onSend = action;
  }

  /** Runs when the session closes this socket. */
  public void onClose(Runnable action) {
    onClose = action;
  }

  @Override
  public InetAddress address() {
    return address;
  }

  @Override
  public void send(Bytes frame) {
    onSend.run();
    frames.add(frame);
  }

  @Override
  public void close(CloseReason reason, String text) {
    reasons.add(reason);
    texts.add(text);
    onClose.run();
  }

  public List<Bytes> frames() {
    return frames;
  }

  /** Every reason it was closed with: none or one, if the session is right. */
  public List<CloseReason> reasons() {
    return reasons;
  }

  public String text() {
    return String.join("; ", texts);
  }
}
