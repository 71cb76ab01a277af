package icws.ic.agent;

import icws.ic.Bytes;

/** How an HTTP exchange ended. */
sealed interface HttpAnswer {

  /** There is a whole response, whatever its status. */
  record Answered(int status, Bytes body) implements HttpAnswer {}

  /** There is none; {@code retry} says whether the same request may succeed later. */
  record Failed(boolean retry, String reason) implements HttpAnswer {}

  /**
   * The request has surely not left.
   *
   * @param reachable false if no connection could be made
   */
  record NotSent(boolean reachable, String reason) implements HttpAnswer {}
}
