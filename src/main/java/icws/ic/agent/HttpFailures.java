package icws.ic.agent;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;

/** Reads what the JDK's HTTP client fails with. Stateless. */
final class HttpFailures {

  private HttpFailures() {}

  static HttpAnswer read(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (hasNoConnection(cause)) {
      return new HttpAnswer.NotSent(false, describe(cause));
    }
    // A reply that is too large counts as passing too: the network's own limits are below ours, so
    // it is one machine's fault. A connection that ends without an answer may have carried the
    // request. What the Java machine could not do it may be able to do later.
    return new HttpAnswer.Failed(
        cause instanceof IOException || cause instanceof Error, describe(cause));
  }

  /** Whether there was no connection yet that a request could have left on. */
  private static boolean hasNoConnection(Throwable failure) {
    return Stream.iterate(failure, each -> each != null, Throwable::getCause)
        .limit(8)
        .anyMatch(
            each ->
                each instanceof ConnectException
                    || each instanceof HttpConnectTimeoutException
                    || each instanceof NoRouteToHostException
                    || each instanceof UnknownHostException
                    || each instanceof UnresolvedAddressException
                    || each instanceof SSLHandshakeException);
  }

  private static String describe(Throwable failure) {
    String message = failure.getMessage();
    String name = failure.getClass().getSimpleName();
    return message == null ? name : name + ": " + message;
  }
}
