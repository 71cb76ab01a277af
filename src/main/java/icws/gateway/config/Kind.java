package icws.gateway.config;

import icws.ic.DurationText;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What a setting's text is, what stands in its place where none is set, and its bounds. */
sealed interface Kind {

  /** The default, as it is written in README's table; nothing if there is none. */
  String defaultText();

  /** A whole number. */
  record Whole(int otherwise, int least, int most) implements Kind {
    @Override
    public String defaultText() {
      return "`" + otherwise + "`";
    }

    /** What is allowed, in words. */
    String allowed() {
      return "a whole number from " + least + " to " + most;
    }
  }

  /** A duration. */
  record Lasting(Duration otherwise, Duration least, Duration most) implements Kind {
    @Override
    public String defaultText() {
      return "`" + DurationText.of(otherwise) + "`";
    }

    /** What is allowed, in words. */
    String allowed() {
      return "a duration such as 500ms, 10s, 2m or PT10S, from "
          + DurationText.of(least)
          + " to "
          + DurationText.of(most);
    }
  }

  /** One of some words; the first is the default. */
  record Choice(List<String> words) implements Kind {
    @Override
    public String defaultText() {
      return "`" + words.get(0) + "`";
    }

    /** What is allowed, in words. */
    String allowed() {
      int last = words.size() - 1;
      return String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }
  }

  /** True or false. */
  record Flag(boolean otherwise) implements Kind {
    @Override
    public String defaultText() {
      return "`" + otherwise + "`";
    }
  }

  /**
   * A text of a form of its own.
   *
   * @param defaultText as it is written in README's table
   */
  record Text(String defaultText) implements Kind {}

  static Kind whole(long otherwise, int least, int most) {
    return new Whole(Math.toIntExact(otherwise), least, most);
  }

  static Kind duration(Duration otherwise, Duration least, Duration most) {
    return new Lasting(otherwise, least, most);
  }

  static Kind oneOf(String... words) {
    return new Choice(List.of(words));
  }

  /** One of the words that the constants are written as; the first is the default. */
  static Kind oneOf(Enum<?>... constants) {
    return new Choice(Stream.of(constants).map(Enum::toString).toList());
  }

  static Kind flag(boolean otherwise) {
    return new Flag(otherwise);
  }

  static Kind text(String defaultText) {
    return new Text(defaultText);
  }
}
