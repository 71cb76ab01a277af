package icws.gateway.ops;

import icws.ic.Bytes;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * The page and its settings: everything that this application answers beside WebSockets.
 *
 * <p>It stands in the place of the container's own servlet for files, whose threads a client keeps
 * that does not read, and on some servers they are the sockets' threads too. Here nobody keeps a
 * thread; {@value #MOST_AT_ONCE} answers are under way at most, for {@link PageWriter#TIME_OUT} at
 * most, and each connection has one. What is not among the page's files is not looked for.
 */
@WebServlet(urlPatterns = "/", asyncSupported = true, loadOnStartup = 1)
public class PageServlet extends HttpServlet {
  private static final long serialVersionUID = 1;
  private static final int MOST_AT_ONCE = 64;
  private static final String RETRY_AFTER_SECONDS = "5";

  private final transient PublishedSettings settings;
  private final transient Semaphore places = new Semaphore(MOST_AT_ONCE);

  @SuppressWarnings("NullAway.Init") // set before the first request
  private transient PageFiles files;

  @Inject
  public PageServlet(PublishedSettings settings) {
    this.settings = settings;
  }

  @Override
  public void init() {
    files = PageFiles.read(getServletContext());
  }

  @Override
  protected void service(HttpServletRequest asked, HttpServletResponse answer) throws IOException {
    // Whoever asks for many things in a row, and reads none, would have them wait in memory.
    answer.setHeader("Connection", "close");
    if (!places.tryAcquire()) {
      answer.setHeader("Retry-After", RETRY_AFTER_SECONDS);
      answer.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
      return;
    }
    boolean isStarted = false;
    try {
      send(answerTo(asked), asked, answer);
      isStarted = true;
    } finally {
      if (!isStarted) {
        places.release();
      }
    }
  }

  private void send(PageAnswer chosen, HttpServletRequest asked, HttpServletResponse answer)
      throws IOException {
    answer.setStatus(chosen.status());
    chosen.headers().forEach(answer::setHeader);
    if (chosen.status() != HttpServletResponse.SC_NOT_MODIFIED) {
      answer.setContentLength(chosen.body().size());
    }
    Bytes body = asked.getMethod().equals("HEAD") ? Bytes.EMPTY : chosen.body();
    PageWriter.start(asked, body, places::release);
  }

  private static boolean isKnown(PageAnswer file, HttpServletRequest asked) {
    String known = asked.getHeader("If-None-Match");
    return known != null && known.equals(file.headers().get("ETag"));
  }

  private PageAnswer answerTo(HttpServletRequest asked) {
    String method = asked.getMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      return PageAnswer.words(
          HttpServletResponse.SC_METHOD_NOT_ALLOWED,
          "only GET and HEAD",
          Map.of("Allow", "GET, HEAD"));
    }
    String path = asked.getServletPath();
    return path.equals(SettingsDocument.PATH)
        ? SettingsDocument.of(settings)
        : files
            .find(path)
            .map(file -> isKnown(file, asked) ? file.notModified() : file)
            .orElseGet(
                () -> PageAnswer.words(HttpServletResponse.SC_NOT_FOUND, "nothing here", Map.of()));
  }
}
