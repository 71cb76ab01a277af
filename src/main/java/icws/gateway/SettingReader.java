package icws.gateway;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads typed settings within bounds; whatever is out of them is a {@link ConfigurationException}.
 */
final class SettingReader {
  private static final Pattern SHORT_DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

  private final SettingSource source;

  SettingReader(SettingSource source) {
    this.source = source;
  }

  Optional<String> text(String key) {
    return source.text(key);
  }

  /** The operator's own words, or the value that stands in for them. */
  String shown(String key, Duration value) {
    return source.text(key).orElse(value.toString());
  }

  /** The parts of a list with commas. */
  static List<String> listed(String text) {
    return Arrays.stream(text.split(",", -1)).map(String::strip).toList();
  }

  boolean flag(String key, boolean otherwise) {
    Optional<String> text = source.text(key);
    if (text.isEmpty()) {
      return otherwise;
    }
    return switch (text.get()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw ConfigurationException.wrongValue(key, text.get(), "true or false");
    };
  }

  int whole(String key, int otherwise, int least, int most) {
    Optional<String> text = source.text(key);
    if (text.isEmpty()) {
      return otherwise;
    }
    String allowed = "a whole number from " + least + " to " + most;
    int value;
    try {
      value = Integer.parseInt(text.get());
    } catch (NumberFormatException notANumber) {
      throw ConfigurationException.wrongValue(key, text.get(), allowed);
    }
    if (value < least || value > most) {
      throw ConfigurationException.wrongValue(key, text.get(), allowed);
    }
    return value;
  }

  Duration duration(String key, Duration otherwise, Duration least, Duration most) {
    Optional<String> text = source.text(key);
    if (text.isEmpty()) {
      return otherwise;
    }
    String allowed = "a duration such as 500ms, 10s, 2m or PT10S, from " + least + " to " + most;
    Duration value =
        parsedDuration(text.get())
            .orElseThrow(() -> ConfigurationException.wrongValue(key, text.get(), allowed));
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw ConfigurationException.wrongValue(key, text.get(), allowed);
    }
    return value;
  }

  Optional<URI> httpUrl(String key) {
    return source.text(key).map(text -> httpUrl(key, text));
  }

  Path path(String key, Path otherwise) {
    Optional<String> text = source.text(key);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      return Path.of(text.get()).toAbsolutePath();
    } catch (InvalidPathException invalid) {
      throw ConfigurationException.wrongValue(key, text.get(), "a path of a file");
    }
  }

  private static Optional<Duration> parsedDuration(String text) {
    Matcher matcher = SHORT_DURATION.matcher(text);
    if (matcher.matches()) {
      long amount = Long.parseLong(matcher.group(1));
      return Optional.of(
          switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
          });
    }
    try {
      return Optional.of(Duration.parse(text));
    } catch (DateTimeParseException notIso) {
      return Optional.empty();
    }
  }

  private static URI httpUrl(String key, String text) {
    String allowed = "http://host[:port] or https://host[:port], without path, query or user";
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException malformed) {
      throw ConfigurationException.wrongValue(key, text, allowed);
    }
    boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
    boolean bare =
        url.getRawPath() != null
            && (url.getRawPath().isEmpty() || url.getRawPath().equals("/"))
            && url.getRawQuery() == null
            && url.getRawFragment() == null
            && url.getRawUserInfo() == null;
    if (!web || !bare || url.getHost() == null) {
      throw ConfigurationException.wrongValue(key, text, allowed);
    }
    return URI.create(url.getScheme() + "://" + url.getRawAuthority());
  }
}
