package icws.ic.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.SdkFrame;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Chains are told apart by every byte of them, and by where it stands. */
class AuthorityTest {

  private static final Bytes KEY = Bytes.utf8("key");
  private static final Instant END = SdkFrame.NOW;
  private static final Principal SHORT = Principal.of(Bytes.of(1));
  private static final Principal LONG = Principal.of(Bytes.of(1, 1));

  private static SignedDelegation link(
      String key, Instant expiry, Optional<List<Principal>> targets, String signature) {
    return new SignedDelegation(
        new Delegation(Bytes.utf8(key), expiry, targets), Bytes.utf8(signature));
  }

  private static SignedDelegation link(String key, String signature) {
    return link(key, END, Optional.empty(), signature);
  }

  private static SignedDelegation link(Principal... targets) {
    return link("a", END, Optional.of(List.of(targets)), "b");
  }

  @Test
  void oneChainIsOneAuthority() {
    assertEquals(
        Authority.of(KEY, List.of(link(SHORT), link("a", "b"))),
        Authority.of(Bytes.utf8("key"), List.of(link(SHORT), link("a", "b"))));
  }

  @Test
  void noTwoChainsAreOne() {
    List<List<SignedDelegation>> chains =
        List.of(
            List.of(),
            List.of(link("a", "b")),
            List.of(link("ab", "")),
            List.of(link("", "ab")),
            List.of(link("a", END.plusNanos(1), Optional.empty(), "b")),
            List.of(link()),
            List.of(link(SHORT)),
            List.of(link(SHORT, SHORT)),
            List.of(link(LONG)),
            List.of(link("a", "b"), link("c", "d")),
            List.of(link("c", "d"), link("a", "b")),
            List.of(link("a", "b"), link("a", "b")));
    Set<Authority> authorities = new HashSet<>();
    chains.forEach(chain -> authorities.add(Authority.of(KEY, chain)));
    assertEquals(chains.size(), authorities.size());
  }

  @Test
  void theSenderBelongsToIt() {
    List<SignedDelegation> chain = List.of(link("a", "b"));
    assertNotEquals(Authority.of(KEY, chain), Authority.of(Bytes.utf8("ke"), chain));
  }
}
