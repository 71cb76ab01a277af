package icws.conformance;

import icws.gateway.GatewayProcess;
import icws.gateway.edge.EchoFilter;
import icws.gateway.edge.TyrusTimerCure;
import icws.gateway.wire.CloseReason;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The gateway on its server, and beside it, in a WAR of its own, an echo. */
final class EchoServer implements AutoCloseable {

  private static final String NAME = "echo";

  private final GatewayProcess process;

  private EchoServer(GatewayProcess process) {
    this.process = process;
  }

  static EchoServer start(Path directory) throws Exception {
    Path war = directory.resolve(NAME + ".war");
    ShrinkWrap.create(WebArchive.class)
        .addClasses(EchoEndpoint.class, EchoTimer.class, TyrusTimerCure.class)
        .addClass("icws.gateway.edge.TyrusTimer")
        .addClasses(EchoFilter.class, CloseReason.class)
        .addClass("icws.gateway.edge.MeteredOutput")
        .as(ZipExporter.class)
        .exportTo(war.toFile());
    return new EchoServer(
        GatewayProcess.start(directory, Map.of(), List.of("--deploy", war.toString())));
  }

  URI uri() {
    return URI.create("ws" + process.http("/" + NAME + "/").toString().substring("http".length()));
  }

  @Override
  public void close() {
    process.close();
  }
}
