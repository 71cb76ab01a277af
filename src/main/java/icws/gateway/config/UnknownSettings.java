package icws.gateway.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds what an operator has set under a name like the gateway's that is none of its keys: most
 * likely misspelt, and then without effect.
 */
final class UnknownSettings {
  private static final Pattern LIKE_OURS = Pattern.compile("(?i)icws[._-].+");

  /** MicroProfile's profiles, as in {@code %test.icws.network}. */
  private static final Pattern PROFILE = Pattern.compile("^%[^.]*\\.");

  /** What Kubernetes tells each pod of a service: of one named icws, {@code ICWS_PORT} and more. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile("(\\w+?)_(?:SERVICE_HOST|SERVICE_PORT(?:_\\w+)?|PORT(?:_\\d+_\\w+)?)");

  private final Set<String> keys;

  UnknownSettings(Set<String> keys) {
    this.keys = new TreeSet<>(keys);
  }

  /** A sentence for each unknown name, with the known one that is nearest to it. */
  List<String> among(SettingNames names) {
    return Stream.concat(
            unknownProperties(names).map(name -> sentence(name, nearest(name))),
            unknownVariables(names)
                .map(name -> sentence(name, nearest(name).map(VariableNames::usual))))
        .toList();
  }

  private Stream<String> unknownProperties(SettingNames names) {
    Set<String> fromVariables =
        names.variables().stream().map(VariableNames::usual).collect(Collectors.toSet());
    return names.properties().stream()
        .map(name -> PROFILE.matcher(name).replaceFirst(""))
        .filter(name -> LIKE_OURS.matcher(name).matches())
        .filter(name -> !keys.contains(name))
        .filter(name -> !fromVariables.contains(VariableNames.usual(name)))
        .distinct()
        .sorted();
  }

  private Stream<String> unknownVariables(SettingNames names) {
    Set<String> known =
        keys.stream().flatMap(key -> VariableNames.of(key).stream()).collect(Collectors.toSet());
    return names.variables().stream()
        .filter(name -> LIKE_OURS.matcher(name).matches())
        .filter(name -> !known.contains(name))
        .filter(name -> !isServiceLink(name, names.variables()))
        .sorted();
  }

  private static boolean isServiceLink(String name, Set<String> variables) {
    Matcher link = SERVICE_LINK.matcher(name);
    return link.matches() && variables.contains(link.group(1) + "_SERVICE_HOST");
  }

  private static String sentence(String name, Optional<String> meant) {
    return name
        + " is no setting of this gateway"
        + meant.map(key -> "; did you mean " + key + "?").orElse("");
  }

  /** The key that takes the fewest changes, if those are few for its length. */
  private Optional<String> nearest(String name) {
    String written = VariableNames.usual(name);
    return keys.stream()
        .min(Comparator.comparingInt(key -> distance(written, VariableNames.usual(key))))
        .filter(
            key ->
                distance(written, VariableNames.usual(key)) <= Math.max(2, written.length() / 4));
  }

  /** Levenshtein's: how many letters have to be put in, taken out or changed. */
  private static int distance(String one, String other) {
    List<Integer> above = new ArrayList<>();
    for (int column = 0; column <= other.length(); column++) {
      above.add(column);
    }
    for (int row = 1; row <= one.length(); row++) {
      List<Integer> current = new ArrayList<>(List.of(row));
      for (int column = 1; column <= other.length(); column++) {
        int changed = one.charAt(row - 1) == other.charAt(column - 1) ? 0 : 1;
        int replaced = above.get(column - 1) + changed;
        current.add(Math.min(replaced, 1 + Math.min(above.get(column), current.get(column - 1))));
      }
      above = current;
    }
    return above.get(other.length());
  }
}
