package icws.gateway.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestPathTest {

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          '',         /
          /,          /
          //,         /
          /.,         /
          /./,        /
          /..,        /
          /;x,        /
          /;x=1/,     /
          /%2F,       /
          /%2e,       /
          /x/..,      /
          /v1,        /v1
          /v1/,       /v1
          //v1,       /v1
          /v1;a=b,    /v1
          /;a/v1/.,   /v1
          /%76%31,    /v1
          /x/%2e%2e/v1, /v1
          /poc/,      /poc
          /v1/x,
          /V1,
          /v1+,
          /v1%,
          /v1%zz,
          /v1%00,
          /index.html,
          """)
  void pathsThatMeanTheSameAreTheSame(String path, String endpoint) {
    assertEquals(Optional.ofNullable(endpoint), RequestPath.endpoint(request(path)));
  }

  private static HttpServletRequest request(String path) {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            RequestPathTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "getRequestURI" -> "/context" + path;
                  case "getContextPath" -> "/context";
                  default -> throw new AssertionError(method.getName());
                });
  }
}
