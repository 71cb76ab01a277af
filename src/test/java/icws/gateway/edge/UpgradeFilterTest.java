package icws.gateway.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import icws.gateway.ops.EventCounters;
import icws.gateway.relay.EventObservers;
import icws.gateway.relay.Faults;
import icws.gateway.relay.Limit;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UpgradeFilterTest {
  private final EventCounters statistics = new EventCounters();
  private final Connections connections =
      Doors.connections(
          Doors.usualLimits().made(), EventObservers.of(statistics), new Faults(() -> 0));
  private final UpgradeFilter filter =
      new UpgradeFilter(
          RootProtocol.NONE,
          AllowedOrigins.parse("https://app.example"),
          new TrustedProxies(
              List.of(AddressRange.parse("10.0.0.0/8").orElseThrow()),
              ForwardingHeader.X_FORWARDED_FOR),
          connections,
          EventObservers.of(statistics),
          new Faults(() -> 0));
  private final List<ServletRequest> passed = new ArrayList<>();
  private final List<Integer> statuses = new ArrayList<>();
  private final StringWriter body = new StringWriter();

  private static HttpServletRequest request(String path, Map<String, String> headers) {
    Map<String, String> found = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    found.putAll(headers);
    return fake(
        HttpServletRequest.class,
        (method, name) ->
            switch (method) {
              case "getRequestURI" -> "/context" + path;
              case "getContextPath" -> "/context";
              case "getServletPath" -> path.equals("/") ? "/index.html" : path;
              case "getRemoteAddr" -> "10.0.0.1";
              case "getMethod" -> "GET";
              case "getProtocol" -> "HTTP/1.1";
              case "getContentLengthLong" -> -1L;
              case "getQueryString" -> null;
              case "getHeader" -> found.get(String.valueOf(name));
              case "getHeaders" ->
                  Collections.enumeration(
                      Optional.ofNullable(found.get(String.valueOf(name))).stream().toList());
              case "getHeaderNames" -> Collections.enumeration(found.keySet());
              default -> throw new AssertionError(method);
            });
  }

  private static Map<String, String> upgrade(String... more) {
    Map<String, String> headers =
        new TreeMap<>(
            Map.of(
                "Upgrade", "WebSocket",
                "Connection", "keep-alive, Upgrade",
                "Sec-WebSocket-Version", "13",
                "Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA=="));
    for (int i = 0; i < more.length; i += 2) {
      headers.put(more[i], more[i + 1]);
    }
    return headers;
  }

  private void ask(HttpServletRequest request) throws Exception {
    ask(request, (passing, answer) -> passed.add(passing), 101);
  }

  private void ask(HttpServletRequest request, FilterChain chain, int status) throws Exception {
    PrintWriter writer = new PrintWriter(body, true);
    HttpServletResponse response =
        fake(
            HttpServletResponse.class,
            (method, argument) -> {
              if (method.equals("setStatus")) {
                statuses.add((Integer) argument);
              }
              return switch (method) {
                case "getWriter" -> writer;
                case "getStatus" -> status;
                default -> null;
              };
            });
    filter.doFilter(request, response, chain);
  }

  @FunctionalInterface
  private interface Answers {
    @Nullable Object to(String method, @Nullable Object firstArgument);
  }

  private static <T> T fake(Class<T> type, Answers answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) ->
                answers.to(method.getName(), arguments == null ? null : arguments[0])));
  }

  @Test
  void whatIsNoUpgradePassesUntouched() throws Exception {
    HttpServletRequest page = request("/", Map.of("Origin", "https://evil.example"));
    HttpServletRequest http2 = request("/", Map.of("Upgrade", "h2c"));
    ask(page);
    ask(http2);
    assertSame(page, passed.get(0));
    assertSame(http2, passed.get(1));
  }

  @Test
  void aPageOfAnotherOriginIsForbidden() throws Exception {
    ask(request("/v1", upgrade("Origin", "https://evil.example")));
    assertEquals(List.of(403), statuses);
    assertEquals(List.of(), passed);
    assertEquals(1, statistics.limitsReached(Limit.ORIGINS));
  }

  @Test
  void nothingIsFoundAtTheRootWhereNoProtocolIsSpoken() throws Exception {
    ask(request("/", upgrade()));
    ask(request("", Map.of("Sec-WebSocket-Key", "x")));
    ask(request("//", upgrade()));
    ask(request("/;x", upgrade()));
    ask(request("/%2F", upgrade()));
    assertEquals(List.of(404, 404, 404, 404, 404), statuses);
    assertEquals(List.of(), passed);
  }

  @Test
  void nobodyIsUpgradedBeforeTheGatewayIsReady() throws Exception {
    ask(request("/v1", upgrade()));
    assertEquals(List.of(503), statuses);
    assertEquals("the gateway is starting", body.toString().strip());
  }

  @Test
  void anUpgradeBringsItsClientsAddressAlong() throws Exception {
    connections.admit(
        (protocol, socket) -> {
          throw new AssertionError("no socket is opened here");
        });
    ask(
        request(
            "/v1",
            upgrade(
                "Origin", "https://app.example",
                "X-Forwarded-For", "1.1.1.1, 198.51.100.7")));
    assertEquals(List.of(), statuses);
    HttpServletRequest brought = (HttpServletRequest) passed.get(0);
    Place place = assertInstanceOf(Place.class, brought.getUserPrincipal());
    assertEquals(InetAddress.getByName("198.51.100.7"), place.client());
    assertEquals(1, connections.size());
    assertEquals("/v1", brought.getServletPath());
    assertEquals("WebSocket", brought.getHeader("Upgrade"));
  }

  @Test
  void anUpgradeThatFailsKeepsNoPlace() throws Exception {
    connections.admit(
        (protocol, socket) -> {
          throw new AssertionError("no socket is opened here");
        });
    HttpServletRequest asked = request("/v1", upgrade("Origin", "https://app.example"));
    ask(asked, (passing, answer) -> assertEquals(1, connections.size()), 500);
    assertEquals(0, connections.size());
    FilterChain broken =
        (passing, answer) -> {
          throw new NoClassDefFoundError("of/a/Test");
        };
    assertThrows(NoClassDefFoundError.class, () -> ask(asked, broken, 101));
    assertEquals(0, connections.size());
  }

  @Test
  void anUpgradeAtTheRootIsOneThereAlsoWhereTheServerPutAWelcomePageInItsPlace() throws Exception {
    HttpServletRequest rewritten = request("/", upgrade());
    HttpServletRequest brought =
        new AddressedRequest(
            rewritten,
            new Place(InetAddress.getLoopbackAddress(), () -> 0, free -> {}),
            "/",
            connections.meter(),
            new Faults(() -> 0));
    assertEquals("/", brought.getServletPath());
    assertNull(brought.getPathInfo());
  }
}
