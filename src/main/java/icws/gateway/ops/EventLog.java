package icws.gateway.ops;

import icws.gateway.log.SampledLog;
import icws.gateway.relay.GatewayEvent.CircuitClosed;
import icws.gateway.relay.GatewayEvent.CircuitHalfOpened;
import icws.gateway.relay.GatewayEvent.CircuitOpened;
import icws.gateway.relay.GatewayEvent.ClientTurnedAway;
import icws.gateway.relay.GatewayEvent.ClosingFailed;
import icws.gateway.relay.GatewayEvent.ClosingRefused;
import icws.gateway.relay.GatewayEvent.MessagesLost;
import icws.gateway.relay.GatewayEvent.OrphansGivenUp;
import icws.gateway.relay.GatewayEvent.OrphansSettled;
import icws.gateway.relay.GatewayEvent.PollFailed;
import icws.gateway.relay.GatewayEvent.QueueRestarted;
import icws.gateway.relay.GatewayEvent.SessionEnded;
import icws.gateway.relay.GatewayEvent.SessionFailed;
import icws.gateway.relay.GatewayEvent.SessionOpened;
import icws.gateway.wire.CloseReason;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** The lines of the log that clients and canisters cause, each where an event is observed. */
@ApplicationScoped
public class EventLog {
  private static final Logger LOG = System.getLogger(EventLog.class.getName());

  private final SampledLog log;

  /** For the proxy that containers put in front of it, which uses nothing of its own. */
  protected EventLog() {
    this.log = new SampledLog(System::nanoTime);
  }

  /** Writes what happens to a log that strangers cannot flood. */
  @Inject
  public EventLog(SampledLog log) {
    this.log = log;
  }

  void write(@Observes SessionOpened event) {
    log(Level.DEBUG, "{0} is open", event.session());
  }

  void write(@Observes SessionEnded event) {
    CloseReason reason = event.reason();
    // Each reason is a kind of its own, so that many ends of one hide none of another.
    log(
        reason.isExpected() ? Level.INFO : Level.WARNING,
        "{0} ends: " + reason.code() + " " + reason + ", {1}",
        event.session(),
        event.text());
  }

  void write(@Observes SessionFailed event) {
    log.fault(LOG, event.fault(), "{0} failed", event.session());
  }

  void write(@Observes ClientTurnedAway event) {
    log(Level.WARNING, "Turned a client away: {0}", event.why());
  }

  /** One line where trouble begins; each session that it ends has a line of its own. */
  void write(@Observes PollFailed event) {
    log(
        event.inARow() == 1 ? Level.WARNING : Level.DEBUG,
        event.inARow() == 0
            ? "Canister {0} could not be asked for messages, and is not asked again: {2}, {3}"
            : "Canister {0} could not be asked for messages, {1} times in a row; it is asked again,"
                + " and meanwhile its clients get none: {2}, {3}",
        event.canister(),
        event.inARow(),
        event.failure().kind(),
        event.failure().text());
  }

  void write(@Observes QueueRestarted event) {
    log(
        Level.INFO,
        "The queue of canister {0} has started again, as after a reinstallation; it is read from"
            + " its start, where the next message is number {1}",
        event.canister(),
        Long.toUnsignedString(event.nonce()));
  }

  void write(@Observes MessagesLost event) {
    log(
        Level.WARNING,
        "Messages of canister {0} were gone before they were read; the next is number {1}. Clients"
            + " that miss one are closed with 1013",
        event.canister(),
        Long.toUnsignedString(event.nonce()));
  }

  void write(@Observes CircuitOpened event) {
    log(
        Level.WARNING,
        "Canister {0} has failed for longer than icws.retry.patience: its circuit is open, and who"
            + " comes to it gets 1013 until it answers; the last failure: {1}, {2}",
        event.destination(),
        event.failure().kind(),
        event.failure().text());
  }

  void write(@Observes CircuitHalfOpened event) {
    log(
        Level.INFO,
        "Canister {0} is tried again: its circuit is half open, and one client is let through",
        event.destination());
  }

  void write(@Observes CircuitClosed event) {
    log(
        Level.INFO,
        "Canister {0} answers: its circuit is closed again, and clients are let through",
        event.destination());
  }

  void write(@Observes ClosingFailed event) {
    log(
        event.inARow() == 1 ? Level.WARNING : Level.DEBUG,
        "The canister of {0} could not be told that this client has gone, {1} failures in a row;"
            + " it is told again later: {2}",
        event.entry(),
        event.inARow(),
        event.why());
  }

  void write(@Observes ClosingRefused event) {
    log(
        Level.WARNING,
        "The canister of {0} cannot be told that this client has gone, and is not told again: {1}",
        event.entry(),
        event.why());
  }

  void write(@Observes OrphansSettled event) {
    log(Level.INFO, "Every canister has been told now of its clients that have gone");
  }

  void write(@Observes OrphansGivenUp event) {
    log(
        Level.WARNING,
        "{0} that {1} clients have gone, and will not be: they stay known there until their term"
            + " ends",
        event.why(),
        event.clients());
  }

  private void log(Level level, String format, @Nullable Object... parameters) {
    log.log(LOG, level, format, parameters);
  }
}
