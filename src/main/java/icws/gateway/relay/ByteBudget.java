package icws.gateway.relay;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that the queues of all clients may hold together: their inboxes, or their outboxes.
 *
 * <p>Overflow policy: DYNAMIC_THRESHOLD. No client may hold more than is left for all the others;
 * so the fuller the gateway is, the less each may hold, a few that hold too much get equal parts,
 * and there is always room for those who hold little. Thread-safe.
 */
public final class ByteBudget {

  private final long maxBytes;
  private final AtomicLong used = new AtomicLong();

  /**
   * @param maxBytes of all together
   */
  public ByteBudget(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Takes some of the bytes for one client.
   *
   * @param held what this client has taken and not given back
   * @return false, and nothing taken, if the client would hold more than is left
   */
  public boolean take(long held, long bytes) {
    long before = used.get();
    while (held + bytes <= maxBytes - before - bytes) {
      long found = used.compareAndExchange(before, before + bytes);
      if (found == before) {
        return true;
      }
      before = found;
    }
    return false;
  }

  /** Gives back what was taken. */
  public void giveBack(long bytes) {
    used.addAndGet(-bytes);
  }

  /** How much is taken. */
  public long usedBytes() {
    return used.get();
  }
}
