package icws.gateway.edge;

/** What comes of asking for a socket: a place, or a refusal. */
sealed interface Entry permits Place, Refusal {}
