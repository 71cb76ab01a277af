package icws.devnet.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.devnet.engine.InstructionMeter;
import icws.devnet.engine.TestModule;
import icws.devnet.state.SubnetKeys;
import icws.ic.Bytes;
import icws.ic.Principal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReplicaTest {
  private static final int MAX_WAITING = 3;

  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);

  /** Its thread stands still while a canister prints, until it is released. */
  private Replica stallingReplica() {
    return new Replica(
        new SubnetKeys("test"),
        new ReplicaOptions(
            Clock.systemUTC(),
            new Random(1),
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            MAX_WAITING,
            16,
            16,
            0,
            new InstructionMeter(),
            (canister, text) -> stall(),
            BlockTimes.NONE));
  }

  private void stall() {
    entered.countDown();
    try {
      assertTrue(release.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void requestsBeyondTheLimitAreRefusedAndTheOthersAnswered() throws InterruptedException {
    Bytes wasm =
        new TestModule()
            .imports("debug_print", "ii:")
            .imports("msg_reply", ":")
            .memory(1, 1)
            .exports("canister_query print", 0x41, 0, 0x41, 0, 0x10, 0, 0x10, 1)
            .build();
    try (Replica replica = stallingReplica()) {
      Principal canister = replica.install(wasm, Bytes.EMPTY, Principal.ANONYMOUS).join();
      Call call = new Call(Principal.ANONYMOUS, canister, "print", Bytes.EMPTY);
      CompletableFuture<Response> running = replica.query(call);
      assertTrue(entered.await(30, TimeUnit.SECONDS));
      CompletableFuture<Response> waiting = CompletableFuture.failedFuture(new AssertionError());
      for (int i = 0; i < MAX_WAITING; i++) {
        waiting = replica.query(call);
      }

      CompletableFuture<Response> refused = replica.query(call);

      CompletionException failure = assertThrows(CompletionException.class, refused::join);
      assertInstanceOf(OverloadedException.class, failure.getCause());
      release.countDown();
      assertEquals(Response.reply(Bytes.EMPTY), running.join());
      assertEquals(Response.reply(Bytes.EMPTY), waiting.join());
      assertEquals(Response.reply(Bytes.EMPTY), replica.query(call).join());
    }
  }

  @Test
  void callsThatWaitForEachOtherAreFinishedTogether() throws InterruptedException {
    Bytes wasm =
        new TestModule()
            .imports("debug_print", "ii:")
            .imports("msg_reply", ":")
            .memory(1, 1)
            .exports("canister_update print", 0x41, 0, 0x41, 0, 0x10, 0, 0x10, 1)
            .build();
    try (Replica replica = stallingReplica()) {
      Principal canister = replica.install(wasm, Bytes.EMPTY, Principal.ANONYMOUS).join();
      Call call = new Call(Principal.ANONYMOUS, canister, "print", Bytes.EMPTY);
      CompletableFuture<String> first = statusOfSecondWhenFinished(replica, call, "first");
      assertTrue(entered.await(30, TimeUnit.SECONDS));
      CompletableFuture<String> second = statusOfSecondWhenFinished(replica, call, "second");

      release.countDown();

      assertEquals("replied", first.join());
      assertEquals("replied", second.join());
    }
  }

  private static CompletableFuture<String> statusOfSecondWhenFinished(
      Replica replica, Call call, String id) {
    return replica
        .submit(Bytes.utf8(id), call, call.canister(), Long.MAX_VALUE)
        .thenCompose(admission -> ((Admission.Accepted) admission).finished())
        .thenApply(
            done ->
                replica
                    .stateTree()
                    .get(
                        List.of(
                            Bytes.utf8("request_status"),
                            Bytes.utf8("second"),
                            Bytes.utf8("status")))
                    .map(Bytes::toUtf8)
                    .orElse("unknown"));
  }

  @Test
  void moduleThatCannotBeInstalledLeavesNoCanister() {
    try (Replica replica = stallingReplica()) {
      CompletableFuture<Principal> failed =
          replica.install(Bytes.utf8("no module"), Bytes.EMPTY, Principal.ANONYMOUS);

      CompletionException failure = assertThrows(CompletionException.class, failed::join);
      assertInstanceOf(InstallException.class, failure.getCause());
      assertTrue(replica.summary(CanisterIds.at(0)).join().isEmpty());
    }
  }
}
