package icws.faults;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.candid.Candid;
import icws.ic.candid.CandidValue;
import icws.ic.cbor.CborWriter;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

/** The ways of a network to fail, for {@link FaultProxy#inject}. */
public final class Faults {
  private static final String CBOR = "application/cbor";

  private Faults() {}

  /** Does nothing and says nothing. */
  public static Fault silence() {
    return exchange -> {
      exchange.hang();
    };
  }

  /** Does nothing and says nothing until then; then nothing is wrong any more. */
  public static Fault heldUntil(CompletableFuture<?> then) {
    return exchange -> {
      then.join();
      exchange.reply(exchange.carryOut());
    };
  }

  /** Takes that long on the way to the network; then nothing is wrong any more. */
  public static Fault delayed(Duration by) {
    return exchange -> {
      new CompletableFuture<>().completeOnTimeout(null, by.toNanos(), TimeUnit.NANOSECONDS).join();
      exchange.reply(exchange.carryOut());
    };
  }

  /** Carries the request out and says nothing. */
  public static Fault silenceAfterwards() {
    return exchange -> {
      exchange.carryOut();
      exchange.hang();
    };
  }

  /** Breaks the connection before anything is done. */
  public static Fault reset() {
    return exchange -> {
      exchange.reset();
    };
  }

  /** Carries the request out and breaks the connection in the middle of the reply. */
  public static Fault resetInReply() {
    return exchange -> {
      Bytes whole = exchange.carryOut().encode();
      exchange.write(whole.slice(0, whole.size() / 2));
      exchange.reset();
    };
  }

  /** An HTTP error, and nothing is done. */
  public static Fault status(int status) {
    return exchange -> {
      exchange.reply(new ProxiedReply(status, "text/plain", Bytes.utf8("as a test wants it")));
    };
  }

  /**
   * Rejects in the network's name, with no certificate, and does nothing. To readings of the state
   * it says that there is no such canister.
   *
   * @param code of the interface specification, 1 to 6
   * @param errorCode such as {@code IC0301}; may be empty
   */
  public static Fault rejection(int code, String errorCode) {
    return exchange -> {
      exchange.reply(rejected(exchange.request(), code, errorCode));
    };
  }

  /** Carries the request out and rejects it all the same, as {@link #rejection}. */
  public static Fault rejectionAfterwards(int code, String errorCode) {
    return exchange -> {
      exchange.carryOut();
      exchange.reply(rejected(exchange.request(), code, errorCode));
    };
  }

  private static ProxiedReply rejected(ProxiedRequest request, int code, String errorCode) {
    if (request.path().endsWith("/read_state")) {
      return new ProxiedReply(400, "text/plain", Bytes.utf8("canister_not_found"));
    }
    boolean query = request.path().endsWith("/query");
    CborWriter reply = new CborWriter().selfDescribe().map(errorCode.isEmpty() ? 3 : 4);
    reply.key("status").text(query ? "rejected" : "non_replicated_rejection");
    reply.key("reject_code").unsigned64(code).key("reject_message").text("as a test wants it");
    if (!errorCode.isEmpty()) {
      reply.key("error_code").text(errorCode);
    }
    return new ProxiedReply(200, CBOR, reply.toBytes());
  }

  /** Answers a query with a reply of other Candid types; any other request with no certificate. */
  public static Fault otherTypes() {
    Bytes text = Candid.encode(CandidValue.text("as a test wants it"));
    CborWriter reply = new CborWriter().selfDescribe().map(2).key("status").text("replied");
    reply.key("reply").map(1).key("arg").bytes(text);
    Bytes body = reply.toBytes();
    return exchange -> {
      exchange.reply(new ProxiedReply(200, CBOR, body));
    };
  }

  /** Strikes once, and then nothing is wrong any more. */
  public static Fault once(Fault fault) {
    AtomicBoolean struck = new AtomicBoolean();
    return exchange -> {
      if (struck.compareAndSet(false, true)) {
        fault.strike(exchange);
      } else {
        exchange.reply(exchange.carryOut());
      }
    };
  }

  /** Says what boundary nodes say of canisters that no subnet has. */
  public static Fault notFound() {
    return exchange -> {
      exchange.reply(new ProxiedReply(400, "text/plain", Bytes.utf8("error: canister_not_found")));
    };
  }

  /** Carries the request out and answers with bytes that mean nothing. */
  public static Fault garbage() {
    byte[] noise = new byte[500];
    new SplittableRandom(1).nextBytes(noise);
    return body(reply -> Bytes.wrap(noise));
  }

  /** Carries the request out and answers with well-formed CBOR that is no reply. */
  public static Fault wrongShape() {
    Bytes map = new CborWriter().selfDescribe().map(1).key("status").unsigned64(200).toBytes();
    return body(reply -> map);
  }

  /** Carries the request out and answers with CBOR whose byte string has 2^62 bytes, it says. */
  public static Fault hugeLength() {
    Bytes reply = Bytes.ofHex("d9d9f7a16b6365727469666963617465" + "5b4000000000000000" + "00");
    return body(any -> reply);
  }

  /** Carries the request out and closes after half of the bytes that the reply's head promises. */
  public static Fault truncated() {
    return exchange -> {
      Bytes whole = exchange.carryOut().encode();
      exchange.write(whole.slice(0, whole.size() / 2));
      exchange.close();
    };
  }

  /** As {@link #truncated}, in a body in chunks that never comes to its last one. */
  public static Fault truncatedChunks() {
    return exchange -> {
      ProxiedReply reply = exchange.carryOut();
      Bytes half = reply.body().slice(0, reply.body().size() / 2);
      exchange.write(ProxiedReply.head(reply.status(), CBOR, "Transfer-Encoding: chunked"));
      exchange.write(chunk(half));
      exchange.close();
    };
  }

  /** Carries the request out and answers with so many bytes. */
  public static Fault oversize(int bytes) {
    return body(reply -> Bytes.wrap(new byte[bytes]));
  }

  /** Answers with chunks without end, until the other side hangs up. */
  public static Fault endless() {
    Bytes chunk = chunk(Bytes.wrap(new byte[64 << 10]));
    return exchange -> {
      exchange.carryOut();
      exchange.write(ProxiedReply.head(200, CBOR, "Transfer-Encoding: chunked"));
      while (true) {
        exchange.write(chunk);
      }
    };
  }

  /** Carries the request out and answers with a body made of its own. */
  public static Fault body(UnaryOperator<Bytes> change) {
    return exchange -> {
      ProxiedReply reply = exchange.carryOut();
      exchange.reply(new ProxiedReply(reply.status(), CBOR, change.apply(reply.body())));
    };
  }

  /**
   * Carries the request out and answers with what another canister has answered: genuine, and about
   * something else. That canister has answered {@code ws_open} before, and the same query.
   */
  public static Fault replyOf(FaultProxy proxy, Principal other) {
    return exchange -> {
      exchange.carryOut();
      boolean query = exchange.request().path().endsWith("/query");
      String method = query ? exchange.request().method() : "ws_open";
      exchange.reply(proxy.latest(other.toString(), method));
    };
  }

  private static Bytes chunk(Bytes content) {
    return Bytes.concat(
        Bytes.utf8(Integer.toHexString(content.size()) + "\r\n"), content, Bytes.utf8("\r\n"));
  }
}
