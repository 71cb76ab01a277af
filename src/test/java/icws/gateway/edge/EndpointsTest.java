package icws.gateway.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import icws.gateway.wire.poc.PocProtocol;
import icws.gateway.wire.v1.V1Protocol;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class EndpointsTest {

  private static final Path SOURCES = Path.of("src/main/java");

  @Test
  void eachProtocolIsAtThePathOfItsName() {
    assertEquals(
        Map.of(PocProtocol.NAME, PocEndpoint.PATH, V1Protocol.NAME, V1Endpoint.PATH),
        Endpoints.paths());
  }

  @Test
  void everyEndpointIsKnown() throws Exception {
    Set<String> found = new HashSet<>();
    for (Path source : sources()) {
      String name = SOURCES.relativize(source).toString().replace('/', '.');
      String type = name.substring(0, name.length() - ".java".length());
      if (Files.readString(source).contains("@ServerEndpoint(")) {
        found.add(Class.forName(type).getAnnotation(ServerEndpoint.class).value());
      }
    }
    Set<String> known =
        Stream.concat(Stream.of(RequestPath.ROOT), Endpoints.paths().values().stream())
            .collect(Collectors.toSet());
    assertEquals(known, found);
  }

  @Test
  void whatAProtocolIsCalledStandsOnce() throws IOException {
    for (String name : Endpoints.paths().keySet()) {
      Pattern literal = Pattern.compile("\"/?" + name + "\"");
      long places = 0;
      for (Path source : sources()) {
        places += literal.matcher(Files.readString(source)).results().count();
      }
      assertEquals(1, places, name);
    }
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    }
  }
}
