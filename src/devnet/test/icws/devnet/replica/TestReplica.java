package icws.devnet.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import icws.devnet.engine.InstructionMeter;
import icws.devnet.state.SubnetKeys;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.candid.Candid;
import icws.ic.candid.CandidValue;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A replica with calls that wait for their answers, and what its canisters printed. */
final class TestReplica implements AutoCloseable {
  static final Principal OWNER = Principal.ANONYMOUS;

  private static final long PATIENCE_SECONDS = 30;

  final BlockingQueue<String> printed = new LinkedBlockingQueue<>();
  final Replica replica =
      new Replica(
          new SubnetKeys("test"),
          new ReplicaOptions(
              Clock.systemUTC(),
              new Random(1),
              Duration.ofSeconds(20),
              Duration.ofSeconds(20),
              100,
              1024,
              1024,
              0,
              new InstructionMeter(),
              (canister, text) -> printed.add(text),
              BlockTimes.NONE));
  private long requests;

  Principal install(Bytes wasm) {
    return replica.install(wasm, ManagementCanister.NO_RESULT, OWNER).join();
  }

  /** Submits a call and answers with what becomes of it. */
  CompletableFuture<Response> submit(
      Principal sender, Principal canister, String method, Bytes arg) {
    Bytes id = Bytes.wrap(ByteBuffer.allocate(8).putLong(requests++).array());
    Call call = new Call(sender, canister, method, arg);
    return replica
        .submit(id, call, canister, Long.MAX_VALUE)
        .thenCompose(
            admission -> {
              if (admission instanceof Admission.Refused refused) {
                return CompletableFuture.completedFuture((Response) refused.reason());
              }
              return ((Admission.Accepted) admission).finished().thenApply(done -> outcome(id));
            });
  }

  private Response outcome(Bytes id) {
    if (status(id, "status").equals("replied")) {
      return Response.reply(value(id, "reply"));
    }
    String code = status(id, "error_code");
    for (ErrorCode error : ErrorCode.values()) {
      if (error.text().equals(code)) {
        return Response.reject(error, status(id, "reject_message"));
      }
    }
    throw new AssertionError("no such error code: " + code);
  }

  private String status(Bytes id, String field) {
    return value(id, field).toUtf8();
  }

  private Bytes value(Bytes id, String field) {
    return replica
        .stateTree()
        .get(List.of(Bytes.utf8("request_status"), id, Bytes.utf8(field)))
        .orElseThrow();
  }

  Response update(Principal canister, String method, CandidValue... args) {
    return await(submit(OWNER, canister, method, Candid.encode(args)));
  }

  Response query(Principal canister, String method, CandidValue... args) {
    return await(replica.query(new Call(OWNER, canister, method, Candid.encode(args))));
  }

  /** Calls the management canister. */
  Response manage(String method, CandidValue... args) {
    return update(Principal.MANAGEMENT, method, args);
  }

  <T> T await(CompletableFuture<T> future) {
    return future.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  /** The next line that a canister prints. */
  String nextLine() throws InterruptedException {
    String line = printed.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return line == null ? "nothing was printed" : line;
  }

  Bytes certifiedData(Principal canister) {
    return replica
        .stateTree()
        .get(List.of(Bytes.utf8("canister"), canister.raw(), Bytes.utf8("certified_data")))
        .orElseThrow();
  }

  /** The one natural number of a reply. */
  static long number(Response response) {
    return first(response).asNat().min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact();
  }

  static CandidValue first(Response response) {
    return Candid.decode(reply(response)).get(0);
  }

  static Bytes reply(Response response) {
    return assertInstanceOf(Response.Replied.class, response, response::toString).reply();
  }

  static String rejected(ErrorCode error, Response response) {
    Response.Rejected rejected =
        assertInstanceOf(Response.Rejected.class, response, response::toString);
    assertEquals(error, rejected.error(), rejected::message);
    return rejected.message();
  }

  @Override
  public void close() {
    replica.close();
  }
}
