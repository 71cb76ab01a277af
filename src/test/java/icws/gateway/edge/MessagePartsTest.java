package icws.gateway.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.gateway.relay.ByteBudget;
import icws.gateway.relay.Limit;
import icws.ic.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MessagePartsTest {
  private static final int MOST_BYTES = 10_000;

  private final ByteBudget budget = new ByteBudget(40_000);
  private final AtomicLong nanos = new AtomicLong(7);
  private final MessageParts parts = new MessageParts(MOST_BYTES, budget, nanos::get);
  private final List<Bytes> messages = new ArrayList<>();

  private Optional<Limit> add(String part, boolean last) {
    return parts.add(part.getBytes(StandardCharsets.UTF_8), last, messages::add);
  }

  private Optional<Limit> add(int bytes, boolean last) {
    return parts.add(new byte[bytes], last, messages::add);
  }

  @Test
  void aMessageInOnePartCostsNothing() {
    assertEquals(Optional.empty(), add(MOST_BYTES, true));
    assertEquals(MOST_BYTES, messages.get(0).size());
    assertEquals(0, budget.usedBytes());
    assertEquals(Optional.of(Limit.FRAME_BYTES), add(MOST_BYTES + 1, true));
  }

  @Test
  void partsAreOneMessageInTheirOrderAndTheNextBeginsAnew() {
    assertEquals(Optional.empty(), add("one ", false));
    assertEquals(Optional.empty(), add("", false));
    assertEquals(Optional.empty(), add("two", true));
    assertEquals(0, budget.usedBytes());
    assertEquals(Optional.empty(), add("three", true));
    assertEquals(Optional.empty(), add("four", false));
    assertEquals(Optional.empty(), add("", true));
    assertEquals(
        List.of("one two", "three", "four"), messages.stream().map(Bytes::toUtf8).toList());
    assertEquals(0, budget.usedBytes());
  }

  @Test
  void aMessageMayBeAsLargeAsAFrameAndNoLarger() {
    for (int i = 0; i < MOST_BYTES; i++) {
      assertEquals(Optional.empty(), add(1, false));
      assertTrue(budget.usedBytes() <= MOST_BYTES && budget.usedBytes() > i, "what is held counts");
    }
    assertEquals(Optional.of(Limit.FRAME_BYTES), add(1, false));
    assertEquals(Optional.empty(), add(0, true));
    assertEquals(MOST_BYTES, messages.get(0).size());
  }

  @Test
  void allTogetherHoldNoMoreThanThereIs() {
    List<MessageParts> others = new ArrayList<>();
    Optional<Limit> passed = Optional.empty();
    while (passed.isEmpty()) {
      MessageParts other = new MessageParts(MOST_BYTES, budget, nanos::get);
      others.add(other);
      passed = other.add(new byte[MOST_BYTES], false, messages::add);
    }
    assertEquals(Optional.of(Limit.UNFINISHED), passed);
    assertEquals(4, others.size());
    assertEquals(3 * MOST_BYTES, budget.usedBytes());
    assertEquals(Optional.empty(), add(1_000, false), "there is room for little");
    others.forEach(MessageParts::end);
    parts.end();
    assertEquals(0, budget.usedBytes());
  }

  @Test
  void whatComesAfterTheEndIsForgotten() {
    assertEquals(Optional.empty(), add("a", false));
    parts.end();
    assertEquals(Optional.empty(), add("b", false));
    assertEquals(Optional.empty(), add("c", true));
    assertEquals(0, budget.usedBytes());
  }

  @Test
  void itIsKnownSinceWhenAMessageHasBegun() {
    assertEquals(OptionalLong.empty(), parts.begunNanos());
    assertEquals(Optional.empty(), add("a", false));
    nanos.incrementAndGet();
    assertEquals(Optional.empty(), add("b", false));
    assertEquals(OptionalLong.of(7), parts.begunNanos());
    assertEquals(Optional.empty(), add("c", true));
    assertEquals(OptionalLong.empty(), parts.begunNanos());
  }
}
