package icws.gateway.ops;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** The HTTP resources below {@code /api}. */
@ApplicationPath("/api")
public class OperationsApi extends Application {}
