package icws.gateway.relay;

/** What all parts of the message path share. */
public record RelayContext(
    RelaySettings settings,
    Alarms alarms,
    RelayStatistics statistics,
    InboxSpace inboxSpace,
    AddressLanes lanes) {

  public RelayContext(
      RelaySettings settings, Alarms alarms, RelayStatistics statistics, AddressLanes lanes) {
    this(settings, alarms, statistics, new InboxSpace(settings.inboxTotalBytes()), lanes);
  }
}
