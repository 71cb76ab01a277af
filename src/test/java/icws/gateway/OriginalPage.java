package icws.gateway;

import icws.ic.Bytes;
import icws.ic.identity.Ed25519Identity;
import java.util.List;

/**
 * What the page of the original proof of concept sends, byte for byte: made by its own code
 * (websocketConnection.js of dfinity/ic-websocket-poc) with its own libraries, {@code
 * @dfinity/agent} 0.15.1 and {@code @noble/ed25519} 1.7.1, with a key of 32 bytes of 7.
 */
public final class OriginalPage {
  /** The first canister of a local network. */
  public static final String CANISTER = "rwlgt-iiaaa-aaaaa-aaaaa-cai";

  /** The first client of a canister. */
  public static final long CLIENT = 16;

  public static final Ed25519Identity KEYS = Ed25519Identity.ofSeed(Bytes.ofHex("07".repeat(32)));

  public static final Bytes PUBLIC_KEY =
      Bytes.ofHex("ea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c");

  /** CBOR { client_id: 16, canister_id }, as it is signed. */
  public static final Bytes OPENING =
      Bytes.ofHex(
          "d9d9f7a26b63616e69737465725f6964781b72776c67742d69696161612d61616161612d6161"
              + "6161612d63616969636c69656e745f696410");

  public static final Bytes OPENING_SIGNATURE =
      Bytes.ofHex(
          "8f24d7e8dd0561deb4709624983353e0a37a0329e6d4cce85d7943dc9cb9770648fcb9e3e435"
              + "896a8f2675f0172ff8493622d816aac37d48b1798b9d1972510f");

  /** CBOR { client_canister_id, sig }: the first frame. */
  public static final Bytes FIRST_FRAME =
      Bytes.ofHex(
          "d9d9f7a272636c69656e745f63616e69737465725f69645838d9d9f7a26b63616e6973746572"
              + "5f6964781b72776c67742d69696161612d61616161612d61616161612d63616969636c69656e"
              + "745f6964106373696758408f24d7e8dd0561deb4709624983353e0a37a0329e6d4cce85d7943"
              + "dc9cb9770648fcb9e3e435896a8f2675f0172ff8493622d816aac37d48b1798b9d1972510f");

  /**
   * CBOR { val, sig } with the timestamp 2^53 in {@code val}: the frames that answer the texts
   * "ping" and "ping-pong ping".
   */
  public static final List<Bytes> MESSAGES =
      List.of(
          Bytes.ofHex(
              "d9d9f7a2637369675840c5767d0edaf9f7f574b925110a377f268414008ad44629023507c927"
                  + "e74d681e929c5a0514e27ef19637ebcbc64efbd0ae12bd48f3f4c9f0bf0d2649c9d702066376"
                  + "616c584cd9d9f7a469636c69656e745f696410676d65737361676553d9d9f7a1647465787469"
                  + "70696e672d706f6e676c73657175656e63655f6e756d006974696d657374616d701b00200000"
                  + "00000000"),
          Bytes.ofHex(
              "d9d9f7a2637369675840aaf72b6d7c4a4cc55775049360ce5cf2d25ed6f26635a6f980c187b5"
                  + "a3726fa1dae5816a9f10505a30e750ec3454763a930190ea7d2a2190c44ed0129a1dc4086376"
                  + "616c5857d9d9f7a469636c69656e745f696410676d657373616765581dd9d9f7a16474657874"
                  + "7370696e672d706f6e672070696e672d706f6e676c73657175656e63655f6e756d016974696d"
                  + "657374616d701b0020000000000000"));

  private OriginalPage() {}
}
