package icws.gateway.config;

import java.util.Set;

/**
 * The names of everything that is set, the gateway's and others'.
 *
 * @param properties names as they are looked up; a source may list environment variables here too,
 *     under their own names or under names that it made of them
 * @param variables of the environment
 */
record SettingNames(Set<String> properties, Set<String> variables) {
  static final SettingNames NONE = new SettingNames(Set.of(), Set.of());

  SettingNames {
    properties = Set.copyOf(properties);
    variables = Set.copyOf(variables);
  }
}
