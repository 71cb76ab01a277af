package icws.gateway.edge;

import icws.gateway.wire.CloseReason;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.websocket.server.ServerEndpointConfig;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Refuses the upgrade to pages of origins that are not allowed (HTTP 403 on most servers). */
public final class Handshake extends ServerEndpointConfig.Configurator {
  private static final Logger LOG = System.getLogger(Handshake.class.getName());

  @Override
  public boolean checkOrigin(@Nullable String originHeader) {
    String origin = originHeader == null ? "" : originHeader;
    // Looked up at each handshake: servers make this object themselves, before there are beans.
    boolean admitted = CDI.current().select(AllowedOrigins.class).get().admit(origin);
    if (!admitted) {
      LOG.log(
          Level.WARNING, "Refused a handshake: origin {0} is not allowed", CloseReason.fit(origin));
    }
    return admitted;
  }
}
