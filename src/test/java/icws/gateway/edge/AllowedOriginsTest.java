package icws.gateway.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedOriginsTest {
  private final AllowedOrigins listed = AllowedOrigins.parse("https://app.example");

  @Test
  void withoutAListEveryOriginIsAdmitted() {
    assertTrue(AllowedOrigins.parse("*").admit("https://anything.example"));
    assertTrue(AllowedOrigins.parse("*").admit("what no browser says"));
  }

  @Test
  void withAListOnlyThoseOnItAreAdmitted() {
    assertTrue(listed.admit("https://app.example"));
    assertFalse(listed.admit("https://app.example.evil"));
    assertFalse(listed.admit("https://evil-app.example"));
    assertFalse(listed.admit("https://sub.app.example"));
    assertFalse(listed.admit("http://app.example"));
    assertFalse(listed.admit("https://app.example:8443"));
    assertFalse(listed.admit("https://app.example/"));
    assertFalse(listed.admit("https://app.example https://evil.example"));
    assertFalse(listed.admit("https://app.example@evil.example"));
    assertFalse(listed.admit("https://evil.example#https://app.example"));
    assertFalse(listed.admit("null"));
    assertFalse(listed.admit("https://app.example."));
  }

  @Test
  void aClientThatIsNoBrowserSendsNoOriginAndIsAdmitted() {
    assertTrue(listed.admit(""));
  }

  /** Each as an operator lists it, as a browser says it, and in the usual form of both. */
  @ParameterizedTest
  @CsvSource({
    "https://a.example, https://a.example, https://a.example",
    "https://A.example:443, https://a.example, https://a.example",
    "https://a.example, HTTPS://A.EXAMPLE:443, https://a.example",
    "HTTP://a.example:80/, http://a.example, http://a.example",
    "https://a.example:0443, https://a.example, https://a.example",
    "http://a.example:443, http://a.example:443, http://a.example:443",
    "http://localhost:5173, http://localhost:5173, http://localhost:5173",
    "capacitor://localhost, capacitor://localhost, capacitor://localhost",
    "ionic://localhost, ionic://localhost, ionic://localhost",
    "tauri://localhost, tauri://localhost, tauri://localhost",
    "app://., app://., app://.",
    "file://, file://, file://",
    "file:///, file://, file://",
    "null, null, null",
    "chrome-extension://abcdefghijklmnopabcdefghijklmnop,"
        + " chrome-extension://abcdefghijklmnopabcdefghijklmnop,"
        + " chrome-extension://abcdefghijklmnopabcdefghijklmnop",
    "moz-extension://0b0ae5ac-1c3e-4f1f-9a3c-1e2d3c4b5a69,"
        + " moz-extension://0b0ae5ac-1c3e-4f1f-9a3c-1e2d3c4b5a69,"
        + " moz-extension://0b0ae5ac-1c3e-4f1f-9a3c-1e2d3c4b5a69",
    "https://bücher.example, https://xn--bcher-kva.example, https://xn--bcher-kva.example",
    "https://XN--BCHER-KVA.example, https://xn--bcher-kva.example, https://xn--bcher-kva.example",
    "http://my_host:8080, http://my_host:8080, http://my_host:8080",
    "http://127.0.0.1:8080, http://127.0.0.1:8080, http://127.0.0.1:8080",
    "http://[0:0:0:0:0:0:0:1]:8080, http://[::1]:8080, http://[0:0:0:0:0:0:0:1]:8080",
    "https://*.a.example, https://b.a.example, https://*.a.example",
    "https://*.a.example, https://c.b.a.example:443, https://*.a.example",
    "https://*.A.example:8443, https://b.a.example:8443, https://*.a.example:8443",
  })
  void whatIsListedIsComparedAsBrowsersWriteIt(String list, String said, String usual) {
    AllowedOrigins origins = AllowedOrigins.parse("https://other.example, " + list);
    assertEquals(Set.of("https://other.example", usual), origins.listed());
    assertTrue(origins.admit(said));
    assertFalse(origins.admit("https://evil.example"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://a.example",
        "https://evil-a.example",
        "https://.a.example",
        "https://b..a.example",
        "https://*.a.example",
        "http://b.a.example",
        "https://b.a.example:8443",
        "https://b.a.example.evil",
        "https://evil.example/b.a.example",
        "https://evil.example?.a.example",
        "https://evil.example\\.a.example",
        "https://user@b.a.example",
        "null"
      })
  void aSubdomainIsOneOrMoreWholeLabelsBefore(String said) {
    assertFalse(AllowedOrigins.parse("https://*.a.example").admit(said));
  }

  @Test
  void aHeaderOfDotsCostsNothing() {
    AllowedOrigins subdomains = AllowedOrigins.parse("https://*.a.example");
    assertFalse(subdomains.admit("https://" + "a.".repeat(4_000) + "a.example"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          app.example                      | app.example has no scheme; write https://app.example
          localhost:3000                   | localhost:3000 has no scheme; write https://localhost
          *.a.example                      | *.a.example has no scheme; write https://*.a.example
          https:/a.example                 | "https:/a.example" is no origin
          https://a.example,               | there is nothing before or after a comma
          *,https://a.example              | * lets in all and stands alone
          https://a.example https://b      | origins stand between commas, without spaces or quotes
          https://a.example;https://b      | origins stand between commas, without spaces or quotes
          "https://a.example"              | origins stand between commas, without spaces or quotes
          https://a.example/app            | https://a.example/app is no origin, which ends with its
          https://a.example?q              | https://a.example?q is no origin, which ends with its
          https://user@a.example           | https://user@a.example is no origin, which ends with
          https://a.example:port           | https://a.example:port is no origin, which ends with
          https://a.example:*              | https://a.example:* is no origin, which ends with
          https://a.example:65536          | https://a.example:65536 has no port of those up to 65535
          https://                         | https:// has no host name after ://
          https://*                        | https://*: * stands for whole labels at a host's
          https://a*.example               | https://a*.example: * stands for whole labels
          https://a.*.example              | https://a.*.example: * stands for whole labels
          https://*.                       | https://*. has no host name after ://
          file://*.                        | file://*. has no host name after ://
          https://*.[::1]                  | https://*.[::1] is no origin
          https://[::g]                    | https://[::g] has no host name after ://
          https://a..example               | a..example is no host name
          https://straße.example           | straße.example has to be written in ASCII (xn--...)
          """)
  void whatIsNoOriginIsRefusedWithWhatToWrite(String list, String words) {
    String message =
        String.valueOf(
            assertThrows(IllegalArgumentException.class, () -> AllowedOrigins.parse(list))
                .getMessage());
    assertTrue(message.startsWith(words), message);
  }
}
