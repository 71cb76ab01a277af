package icws.gateway.canister;

/** The canister said yes. */
public record Accepted() implements Verdict {

  public static final Accepted ACCEPTED = new Accepted();
}
