package icws.ic.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
  private static final String NOON = "Thu, 01 Jan 2026 12:00:00 GMT";

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final RetryAfter pauses = new RetryAfter(now::get);

  private static HttpHeaders headers(Map<String, String> values) {
    Map<String, List<String>> lists = new TreeMap<>();
    values.forEach((name, value) -> lists.put(name, List.of(value)));
    return HttpHeaders.of(lists, (name, value) -> true);
  }

  private void answered(String party, int status, String retryAfter) {
    pauses.answered(party, status, headers(Map.of("Date", NOON, "Retry-After", retryAfter)));
  }

  private Optional<Duration> left(String party) {
    return pauses.left(party);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "429 | 3 | 3",
        "503 | 3 | 3",
        "503 | Thu, 01 Jan 2026 12:00:07 GMT | 7",
        "429 | 60 | 60",
        "429 | 61 | 60",
        "429 | 9223372036854775807 | 60",
        "429 | Fri, 01 Jan 2038 12:00:00 GMT | 60"
      })
  void isGrantedWithinItsBound(int status, String retryAfter, long seconds) {
    answered("a", status, retryAfter);
    assertEquals(Optional.of(Duration.ofSeconds(seconds)), left("a"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200 | 3",
        "500 | 3",
        "429 | 0",
        "429 | -3",
        "429 | soon",
        "429 | 1e3",
        "429 | 9223372036854775808",
        "503 | Thu, 01 Jan 2026 11:59:59 GMT"
      })
  void isNothingElse(int status, String retryAfter) {
    answered("a", status, retryAfter);
    assertEquals(Optional.empty(), left("a"));
  }

  @Test
  void aDateIsNothingWithoutTheServersOwn() {
    pauses.answered("a", 429, headers(Map.of("Retry-After", NOON)));
    assertEquals(Optional.empty(), left("a"));
  }

  @Test
  void concernsOnePartyUntilItsTimeIsUp() {
    answered("a", 429, "3");
    assertEquals(Optional.empty(), left("b"));
    now.addAndGet(Duration.ofSeconds(3).toNanos() - 1);
    assertEquals(Optional.of(Duration.ofNanos(1)), left("a"));
    now.incrementAndGet();
    assertEquals(Optional.empty(), left("a"));
  }

  @Test
  void theLastWordCounts() {
    answered("a", 429, "30");
    answered("a", 503, "3");
    assertEquals(Optional.of(Duration.ofSeconds(3)), left("a"));
  }

  @Test
  void whoeverWasAskedForFirstIsForgottenFirst() {
    for (int i = 0; i < RetryAfter.CAPACITY; i++) {
      answered("party " + i, 429, "3");
    }
    answered("party 0", 429, "3");
    answered("one more", 429, "3");
    assertEquals(Optional.empty(), left("party 1"));
    assertEquals(Optional.of(Duration.ofSeconds(3)), left("party 0"));
    assertEquals(Optional.of(Duration.ofSeconds(3)), left("one more"));
  }
}
