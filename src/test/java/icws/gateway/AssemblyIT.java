package icws.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.json.PackageVersion;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import icws.gateway.edge.Connections;
import icws.gateway.ops.EventCounters;
import icws.gateway.ops.Vitals;
import icws.gateway.relay.Events;
import icws.gateway.relay.GatewayEvent;
import icws.gateway.relay.channel.CanisterRegistry;
import icws.gateway.relay.closing.OpenClientTable;
import icws.gateway.relay.closing.SessionRecord;
import icws.gateway.relay.session.SessionRegistry;
import icws.ic.Principal;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import java.io.File;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What only shows inside the server. Runs there, in the WAR as it is built. */
@ExtendWith(ArquillianExtension.class)
class AssemblyIT {
  @Inject private Gateway gateway;
  @Inject private Connections connections;
  @Inject private SessionRegistry sessions;
  @Inject private CanisterRegistry canisters;
  @Inject private Vitals vitals;
  @Inject private SessionRecord record;
  @Inject private OpenClientTable openClients;
  @Inject private ServletContext application;
  @Inject private Events events;
  @Inject private EventCounters counters;

  @Deployment
  static WebArchive war() {
    return ShrinkWrap.create(ZipImporter.class, "gateway.war")
        .importFrom(new File(System.getProperty("icws.war")))
        .as(WebArchive.class)
        .addClass(ThrowingObserver.class);
  }

  @Test
  void everyBeanIsAPartOfTheOneGateway() {
    assertSame(gateway.connections(), connections);
    assertSame(gateway.relay().sessions(), sessions);
    assertSame(gateway.relay().canisters(), canisters);
    assertSame(gateway.vitals(), vitals);
    assertSame(gateway.record(), record);
    assertSame(gateway.relay().openClients(), openClients);
  }

  @Test
  void withoutSettingsItServesMainnetAsSoonAsItsRecordIsOpenAndTheReaperRuns()
      throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!connections.isAdmitting() && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertTrue(connections.isAdmitting());
    assertTrue(record.isWritable());
    assertEquals(List.of(), vitals.complaints());
    assertEquals(0, connections.size());
  }

  @Test
  void anObserverThatThrowsKeepsNoOtherFromHearing() {
    long faults = gateway.faults().count();
    events.fire(new GatewayEvent.MessagesLost(Principal.ANONYMOUS, 7));
    assertEquals(1, counters.queueGaps());
    assertEquals(faults + 1, gateway.faults().count());
  }

  @Test
  void tyrusHasATimerOfItsOwn() throws ReflectiveOperationException {
    Object container = application.getAttribute("jakarta.websocket.server.ServerContainer");
    Class<?> type = container.getClass();
    while (!type.getName().equals("org.glassfish.tyrus.core.BaseContainer")) {
      type = type.getSuperclass();
    }
    Field timer = type.getDeclaredField("managedScheduledExecutorService");
    timer.setAccessible(true);
    assertEquals("icws.gateway.edge.TyrusTimer", timer.get(container).getClass().getName());
  }

  @Test
  void ourOwnLibrariesComeBeforeTheServers() {
    assertEquals(new CBORFactory().version().toString(), PackageVersion.VERSION.toString());
  }
}
