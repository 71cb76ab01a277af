package icws.gateway.ops;

import jakarta.inject.Inject;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Tells browsers what the pages of this server may do: load their own files and nothing else, run
 * no inline script, talk to this server and to the configured network; and, once they came over
 * TLS, that they come over TLS for a year.
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class SecurityHeaders implements Filter {
  private final PublishedSettings settings;

  @Inject
  public SecurityHeaders(PublishedSettings settings) {
    this.settings = settings;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (response instanceof HttpServletResponse http) {
      http.setHeader(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
              + " font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
              + " connect-src 'self' "
              + settings.network());
      if (request.isSecure()) {
        // RFC 6797 section 7.2: not over plain HTTP, where it would mean nothing.
        http.setHeader("Strict-Transport-Security", "max-age=31536000");
      }
      http.setHeader("X-Content-Type-Options", "nosniff");
      http.setHeader("Referrer-Policy", "no-referrer");
      http.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    }
    chain.doFilter(request, response);
  }
}
