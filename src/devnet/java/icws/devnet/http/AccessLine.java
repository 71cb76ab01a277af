package icws.devnet.http;

import icws.ic.Principal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * A line of an access log: a request to a canister that a boundary node has answered, in the JSON
 * that {@code ic_boundary} in dfinity/ic writes ({@code metrics.rs}; developer-docs, "Streaming
 * access logs").
 *
 * @param canister of the URL
 * @param type {@code query}, {@code call}, {@code sync_call} or {@code read_state}
 * @param method empty where the request has none, or could not be read
 * @param clientId stands for address and sender together
 * @param duration from the request's arrival to its answer
 * @param requestBytes the size of its body
 * @param answered when the answer went out
 */
record AccessLine(
    Principal canister,
    String type,
    Optional<String> method,
    String clientId,
    int requestBytes,
    int responseBytes,
    int status,
    Duration duration,
    Instant answered,
    Origin origin) {

  /** Which node of which subnet has answered, and the request's number there. */
  record Origin(Principal node, Principal subnet, String requestId) {}

  private static final int OK = 200;
  private static final int MULTIPLE_CHOICES = 300;
  private static final int LONGEST_METHOD = 50;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.nnnnnnnnn'Z'").withZone(ZoneOffset.UTC);

  /** Without an end of line: each line is a WebSocket message. */
  String json() {
    return new JsonObject()
        .text("cache_bypass_reason", "none")
        .text("cache_status", "DISABLED")
        .text("client_country_code", "N/A")
        .text("client_id", clientId)
        .number("client_ip_family", 4)
        .number("duration", duration.toNanos() / NANOS_PER_SECOND)
        .text("error_cause", error())
        .text("error_details", Optional.empty())
        .number("http_status", status)
        .text("http_version", "1.1")
        .text("ic_canister_id", canister.toString())
        .text("ic_method", method.map(AccessLine::shortened))
        .text("ic_node_id", origin.node().toString())
        .text("ic_subnet_id", origin.subnet().toString())
        .text("request_id", origin.requestId())
        .number("request_size", requestBytes)
        .text("request_type", type)
        .number("response_size", responseBytes)
        .text("timestamp", TIMESTAMP.format(answered))
        .toString();
  }

  private Optional<String> error() {
    return status >= OK && status < MULTIPLE_CHOICES
        ? Optional.empty()
        : Optional.of("malformed_request");
  }

  private static String shortened(String method) {
    return method.substring(0, Math.min(method.length(), LONGEST_METHOD));
  }
}
