package icws.gateway.config;

import icws.ic.DurationText;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads typed settings within bounds; whatever is out of them is a {@link ConfigurationException}.
 */
final class SettingReader {
  private static final Pattern SHORT_DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

  private static final Set<String> WEB = Set.of("http", "https");

  private final SettingSource source;

  private final String home;

  /**
   * @param home the home directory of the process's user, as the Java machine has it
   */
  SettingReader(SettingSource source, String home) {
    this.source = source;
    this.home = home;
  }

  /** The text that is set; blank is none. */
  Optional<String> text(Setting setting) {
    return source.text(setting.key()).map(String::strip).filter(text -> !text.isEmpty());
  }

  /** As {@link #text}, with the spaces around it. */
  Optional<String> verbatim(Setting setting) {
    return source.text(setting.key()).filter(text -> !text.isEmpty());
  }

  /**
   * The text of a setting that says who is let in. Its default is everybody, {@code *}, which is
   * not what somebody means who sets it to nothing, and a mishap where a template has left it
   * empty.
   */
  String gate(Setting setting, String allowed) {
    String text = source.text(setting.key()).map(String::strip).orElse("*");
    if (text.isEmpty()) {
      throw ConfigurationException.wrongValue(setting, text, allowed + "; leave it out for *");
    }
    return text;
  }

  /** The operator's own words, or the value that stands in for them. */
  String shown(Setting setting, Duration value) {
    return text(setting).orElse(DurationText.of(value));
  }

  /** The parts of a list with commas. */
  static List<String> listed(String text) {
    return Arrays.stream(text.split(",", -1)).map(String::strip).toList();
  }

  boolean flag(Setting setting) {
    Kind.Flag kind = (Kind.Flag) setting.kind();
    Optional<String> text = text(setting);
    if (text.isEmpty()) {
      return kind.otherwise();
    }
    return switch (text.get()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw ConfigurationException.wrongValue(setting, text.get(), "true or false");
    };
  }

  int whole(Setting setting) {
    Kind.Whole kind = (Kind.Whole) setting.kind();
    Optional<String> text = text(setting);
    if (text.isEmpty()) {
      return kind.otherwise();
    }
    int value;
    try {
      value = Integer.parseInt(text.get());
    } catch (NumberFormatException notANumber) {
      throw ConfigurationException.wrongValue(setting, text.get(), kind.allowed());
    }
    if (value < kind.least() || value > kind.most()) {
      throw ConfigurationException.wrongValue(setting, text.get(), kind.allowed());
    }
    return value;
  }

  Duration duration(Setting setting) {
    Kind.Lasting kind = (Kind.Lasting) setting.kind();
    Optional<String> text = text(setting);
    if (text.isEmpty()) {
      return kind.otherwise();
    }
    return parsedDuration(text.get())
        .filter(value -> value.compareTo(kind.least()) >= 0)
        .filter(value -> value.compareTo(kind.most()) <= 0)
        .orElseThrow(() -> ConfigurationException.wrongValue(setting, text.get(), kind.allowed()));
  }

  /** The word that is chosen. */
  String choice(Setting setting) {
    Kind.Choice kind = (Kind.Choice) setting.kind();
    String word = text(setting).orElse(kind.words().get(0));
    if (!kind.words().contains(word)) {
      throw ConfigurationException.wrongValue(setting, word, kind.allowed());
    }
    return word;
  }

  /** The constant whose text is the word that is chosen. */
  <E extends Enum<E>> E choice(Setting setting, Class<E> type) {
    String word = choice(setting);
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> constant.toString().equals(word))
        .findFirst()
        .orElseThrow();
  }

  Optional<URI> httpUrl(Setting setting) {
    return text(setting).map(text -> httpUrl(setting, text));
  }

  /** The path that is set, made absolute; ~ at its beginning is the home directory. */
  Optional<Path> path(Setting setting) {
    return text(setting).map(text -> path(setting, text));
  }

  private Path path(Setting setting, String text) {
    if (text.startsWith("file:")) {
      throw ConfigurationException.wrongValue(setting, text, "a path of a file, without file:");
    }
    try {
      return text.startsWith("~/") ? inHome(setting, Path.of(text.substring(2))) : absolute(text);
    } catch (InvalidPathException invalid) {
      throw ConfigurationException.wrongValue(setting, text, "a path of a file");
    }
  }

  private static Path absolute(String text) {
    return Path.of(text).toAbsolutePath();
  }

  /** A path in the home directory. A user without one has "?", or nothing, in its place. */
  Path inHome(Setting setting, Path path) {
    Path directory = Path.of(home);
    if (!directory.isAbsolute()) {
      throw new ConfigurationException(
          "%s is to be in the home directory, and the user of this process has none (user.home is \"%s\"); set %s to an absolute path that outlives the process"
              .formatted(setting, home, setting));
    }
    return directory.resolve(path);
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

  private static URI httpUrl(Setting setting, String text) {
    String allowed = "http://host[:port] or https://host[:port], without path, query or user";
    URI url;
    try {
      url = new URI(text);
    } catch (URISyntaxException malformed) {
      throw ConfigurationException.wrongValue(setting, text, allowed);
    }
    String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
    if (!WEB.contains(scheme) || !isBare(url)) {
      throw ConfigurationException.wrongValue(setting, text, allowed);
    }
    if (url.getHost() == null) {
      throw ConfigurationException.wrongValue(setting, text, allowed + hostCure(url));
    }
    return URI.create(scheme + "://" + url.getRawAuthority());
  }

  private static boolean isBare(URI url) {
    return url.getRawAuthority() != null
        && !url.getRawAuthority().contains("@")
        && (url.getRawPath().isEmpty() || url.getRawPath().equals("/"))
        && url.getRawQuery() == null
        && url.getRawFragment() == null;
  }

  /** What Java's HTTP client takes for no host is none to it, whatever a resolver says. */
  private static String hostCure(URI url) {
    return url.getRawAuthority().contains("_")
        ? "; Java's HTTP client takes no host name with _ in it: give the host another name, such"
            + " as a network alias in Docker Compose, or write its address"
        : "; " + url.getRawAuthority() + " is no host name";
  }
}
