package icws.gateway.edge;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Has what an echo says written as the gateway has it, by a {@link MeteredOutput}. */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public final class EchoFilter implements Filter {

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    chain.doFilter(new Upgraded((HttpServletRequest) request), response);
  }

  private static final class Upgraded extends HttpServletRequestWrapper {
    Upgraded(HttpServletRequest request) {
      super(request);
    }

    @Override
    public <T extends HttpUpgradeHandler> T upgrade(Class<T> type)
        throws IOException, ServletException {
      try {
        T handler = type.getConstructor().newInstance();
        super.upgrade(Behind.class).handler = handler;
        return handler;
      } catch (ReflectiveOperationException none) {
        throw new ServletException(none);
      }
    }
  }

  /** The container makes it. */
  public static final class Behind implements HttpUpgradeHandler {
    private volatile @Nullable HttpUpgradeHandler handler;

    private HttpUpgradeHandler handler() {
      HttpUpgradeHandler set = handler;
      if (set == null) {
        throw new IllegalStateException("an upgrade that nobody asked for");
      }
      return set;
    }

    @Override
    public void init(WebConnection connection) {
      try {
        handler().init(new Written(connection));
      } catch (IOException gone) {
        throw new IllegalStateException(gone);
      }
    }

    @Override
    public void destroy() {
      handler().destroy();
    }
  }

  private static final class Written implements WebConnection {
    private final WebConnection connection;
    private final MeteredOutput output;

    Written(WebConnection connection) throws IOException {
      this.connection = connection;
      this.output = new MeteredOutput(connection.getOutputStream(), () -> {});
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
      return connection.getInputStream();
    }

    @Override
    public ServletOutputStream getOutputStream() {
      return output;
    }

    @Override
    public void close() {
      output.whenWritten(this::closeNow);
    }

    private void closeNow() {
      try {
        connection.close();
      } catch (Exception gone) {
        throw new IllegalStateException(gone);
      }
    }
  }
}
