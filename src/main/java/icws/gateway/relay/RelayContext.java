package icws.gateway.relay;

/** What all parts of the message path share. */
public record RelayContext(
    RelaySettings settings, Alarms alarms, RelayStatistics statistics, InboxSpace inboxSpace) {

  public RelayContext(RelaySettings settings, Alarms alarms, RelayStatistics statistics) {
    this(settings, alarms, statistics, new InboxSpace(settings.inboxTotalBytes()));
  }

  /** Takes what our code throws on the threads of others. */
  Faults faults() {
    return alarms.faults();
  }
}
