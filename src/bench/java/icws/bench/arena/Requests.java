package icws.bench.arena;

/** How many requests a network has had, from its start. */
public record Requests(long queries, long calls) {

  /** Reads what {@link #toText} has written. */
  static Requests parse(String text) {
    int space = text.indexOf(' ');
    return new Requests(
        Long.parseLong(text.substring(0, space)), Long.parseLong(text.substring(space + 1)));
  }

  String toText() {
    return queries + " " + calls;
  }

  Requests since(Requests before) {
    return new Requests(queries - before.queries, calls - before.calls);
  }
}
