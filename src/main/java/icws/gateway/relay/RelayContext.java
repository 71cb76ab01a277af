package icws.gateway.relay;

import icws.gateway.wire.WireProtocol;

/** What all parts of one protocol's message path share. */
public record RelayContext(
    WireProtocol protocol, RelaySettings settings, Alarms alarms, RelayStatistics statistics) {}
