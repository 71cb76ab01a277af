package icws.gateway.edge;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;

class AllowedOriginsTest {
  private final AllowedOrigins listed = new AllowedOrigins(Set.of("https://app.example"));

  @Test
  void withoutAListEveryOriginIsAdmitted() {
    assertTrue(new AllowedOrigins(Set.of()).admit("https://anything.example"));
  }

  @Test
  void withAListOnlyThoseOnItAreAdmitted() {
    assertTrue(listed.admit("https://app.example"));
    assertFalse(listed.admit("https://app.example.evil"));
    assertFalse(listed.admit("http://app.example"));
    assertFalse(listed.admit("https://app.example:8443"));
    assertFalse(listed.admit("null"));
  }

  @Test
  void aClientThatIsNoBrowserSendsNoOriginAndIsAdmitted() {
    assertTrue(listed.admit(""));
  }
}
