package icws.devnet.replica;

import java.util.concurrent.CompletableFuture;

/** What became of an ingress message at the door. */
public sealed interface Admission {
  /** It is, or was, executed; {@code finished} completes when its status is final. */
  record Accepted(CompletableFuture<Void> finished) implements Admission {}

  /** It was refused before execution, and nothing is recorded of it. */
  record Refused(Response.Rejected reason) implements Admission {}
}
