package icws.gateway.relay;

/**
 * Where whatever happens is told. Whoever tells does not wait for, and knows nothing of, those who
 * listen.
 */
@FunctionalInterface
public interface Events {

  /** Tells of an event, in this thread, and throws nothing. */
  void fire(GatewayEvent event);
}
