package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** What is deployed: each library more is code that strangers' bytes may reach. */
class WarIT {

  private static final Set<String> LIBRARIES =
      Set.of(
          // Reads keys that are encrypted with a passphrase; the third is what it needs.
          "bcpkix-jdk18on",
          "bcprov-jdk18on",
          "bcutil-jdk18on",
          "caffeine",
          "h2",
          "jackson-core",
          "jackson-dataformat-cbor",
          "jblst",
          "jspecify");

  @Test
  void hasTheseLibrariesAndNoOther() throws IOException {
    try (ZipFile war = new ZipFile(System.getProperty("icws.war"))) {
      Set<String> found =
          war.stream()
              .map(ZipEntry::getName)
              .filter(name -> name.startsWith("WEB-INF/lib/") && !name.endsWith("/"))
              .map(name -> name.substring("WEB-INF/lib/".length()).replaceFirst("-[0-9].*", ""))
              .collect(Collectors.toCollection(TreeSet::new));
      assertEquals(new TreeSet<>(LIBRARIES), found);
    }
  }
}
