package icws.gateway.canister;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.agent.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** How much strangers can have proved. */
final class ProofsTest {

  private static final Outcome PROVED = new Outcome.Rejected(5, "proved", "IC0503", true);

  private final List<CompletableFuture<Optional<Outcome>>> begun = new ArrayList<>();
  private long nanos;
  private final Proofs proofs = new Proofs(() -> nanos);

  private static Principal canister(int number) {
    return Principal.of(Bytes.ofHex("%016x0101".formatted(number)));
  }

  private CompletableFuture<Optional<Outcome>> find(int canister, int question) {
    return proofs.find(
        new Proofs.Question(canister(canister), "m", Bytes.of(question)),
        outcome -> true,
        () -> {
          CompletableFuture<Optional<Outcome>> proof = new CompletableFuture<>();
          begun.add(proof);
          return proof;
        });
  }

  @Test
  void oneAtATimeIsMadeForACanister() {
    CompletableFuture<Optional<Outcome>> first = find(1, 1);
    CompletableFuture<Optional<Outcome>> second = find(1, 2);
    assertFalse(find(2, 1).isDone());
    assertEquals(2, begun.size());
    begun.get(0).complete(Optional.of(PROVED));
    assertEquals(Optional.of(PROVED), first.join());
    assertEquals(3, begun.size());
    begun.get(2).complete(Optional.empty());
    assertEquals(Optional.empty(), second.join());
  }

  @Test
  void whoeverAsksForTheSameAtTheSameTimeSharesOne() {
    CompletableFuture<Optional<Outcome>> first = find(1, 1);
    CompletableFuture<Optional<Outcome>> second = find(1, 1);
    begun.get(0).complete(Optional.of(PROVED));
    assertEquals(first.join(), second.join());
    assertEquals(1, begun.size());
  }

  @Test
  void whatCameOfOneIsRememberedForAWhileBeItNothing() {
    assertFalse(find(1, 1).isDone());
    begun.get(0).complete(Optional.empty());
    nanos += Proofs.REMEMBERED.toNanos() - 1;
    assertEquals(Optional.empty(), find(1, 1).join());
    assertEquals(1, begun.size());
    nanos++;
    assertFalse(find(1, 1).isDone());
    assertEquals(2, begun.size());
  }

  @Test
  void moreThanMayWaitGetNone() {
    for (int i = 0; i <= Proofs.MOST_WAITING; i++) {
      assertFalse(find(1, i).isDone());
    }
    assertEquals(Optional.empty(), find(1, 99).join());
    assertEquals(1, begun.size());
  }

  @Test
  void ofMoreCanistersThanThereIsRoomForThereAreNone() {
    for (int i = 0; i < Proofs.MOST_CANISTERS; i++) {
      assertFalse(find(i, 0).isDone());
    }
    assertEquals(Optional.empty(), find(99, 0).join());
    begun.get(0).complete(Optional.empty());
    assertFalse(find(99, 1).isDone());
  }

  @Test
  void oneThatBreaksProvesNothingAndTheNextIsMade() {
    CompletableFuture<Optional<Outcome>> broken = find(1, 1);
    CompletableFuture<Optional<Outcome>> next = find(1, 2);
    begun.get(0).completeExceptionally(new OutOfMemoryError("as a test wants it"));
    assertEquals(Optional.empty(), broken.join());
    begun.get(1).complete(Optional.of(PROVED));
    assertTrue(next.join().isPresent());
  }

  @Test
  void whatIsRememberedHoldsNoMoreThanItMayHoweverMuchACanisterSays() {
    Outcome large = new Outcome.Replied(Bytes.wrap(new byte[Proofs.MOST_BYTES / 10]));
    for (int i = 0; i < 100; i++) {
      assertFalse(find(1, i).isDone());
      begun.get(i).complete(Optional.of(large));
      assertTrue(proofs.heldBytes() <= Proofs.MOST_BYTES, () -> proofs.heldBytes() + " bytes");
    }
    assertEquals(Optional.of(large), find(1, 99).join());
    Outcome tooLarge = new Outcome.Replied(Bytes.wrap(new byte[Proofs.MOST_BYTES]));
    assertFalse(find(1, 100).isDone());
    begun.get(100).complete(Optional.of(tooLarge));
    assertFalse(find(1, 100).isDone());
  }

  @Test
  void whatIsRememberedNoMoreIsHeldNoMore() {
    assertFalse(find(1, 1).isDone());
    begun.get(0).complete(Optional.of(new Outcome.Replied(Bytes.wrap(new byte[1_000]))));
    nanos += Proofs.REMEMBERED.toNanos();
    assertFalse(find(1, 2).isDone());
    begun.get(1).complete(Optional.empty());
    assertTrue(proofs.heldBytes() < 100, () -> proofs.heldBytes() + " bytes");
  }
}
