package icws.gateway;

import icws.gateway.config.ConfigurationException;
import icws.gateway.config.GatewayConfiguration;
import icws.gateway.config.IdentityFile;
import icws.gateway.edge.AllowedOrigins;
import icws.gateway.edge.Connections;
import icws.gateway.edge.RootProtocol;
import icws.gateway.edge.TrustedProxies;
import icws.gateway.log.SampledLog;
import icws.gateway.ops.ApplicationFiles;
import icws.gateway.ops.PublishedSettings;
import icws.gateway.ops.StartState;
import icws.gateway.ops.Vitals;
import icws.gateway.record.RecordDatabase;
import icws.gateway.relay.Events;
import icws.gateway.relay.Faults;
import icws.gateway.relay.GatewayEvent;
import icws.gateway.relay.call.Circuits;
import icws.gateway.relay.channel.CanisterRegistry;
import icws.gateway.relay.closing.OpenClientTable;
import icws.gateway.relay.closing.SessionRecord;
import icws.gateway.relay.session.SessionRegistry;
import icws.ic.agent.HttpTransport;
import icws.ic.identity.Identity;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.function.Consumer;

/**
 * Hands the container the objects that its beans and endpoints ask for.
 *
 * <p>Everything produced is {@code @Singleton}, a scope without proxies: a proxied class needs a
 * constructor without arguments, and on Payara an endpoint whose injected class has none deploys
 * cleanly and then closes every socket with 1011 without a word.
 */
@ApplicationScoped
public class Assembly {
  private static final Logger LOG = System.getLogger(Assembly.class.getName());

  @Resource
  @SuppressWarnings("NullAway.Init") // the container's
  private ManagedThreadFactory threads;

  @Resource
  @SuppressWarnings("NullAway.Init") // the container's
  private ManagedScheduledExecutorService rounds;

  @Inject
  @SuppressWarnings("NullAway.Init") // the container's
  private BeanManager beans;

  @Produces
  @Singleton
  Gateway gateway() {
    Faults faults = new Faults(System::nanoTime);
    Teardown teardown = new Teardown(faults);
    try {
      return gateway(faults, teardown);
    } catch (ConfigurationException wrong) {
      // Said here too: in the server's report it is the last of many causes.
      LOG.log(Level.ERROR, "The gateway does not start: {0}", wrong.getMessage());
      teardown.close();
      throw wrong;
    } catch (Throwable fault) {
      LOG.log(Level.ERROR, "The gateway does not start", fault);
      teardown.close();
      throw fault;
    }
  }

  private Gateway gateway(Faults faults, Teardown teardown) {
    GatewayConfiguration configuration = GatewayConfiguration.ofServer();
    Identity identity = new IdentityFile(configuration.identity()).open();
    BeanEvents events = new BeanEvents(this::observers, faults);
    teardown.add(events::end);
    RecordDatabase database = configuration.record().database();
    teardown.add(database::close);
    return new Gateway(
        configuration, identity, database, threads, rounds, events, faults, teardown);
  }

  private Collection<Consumer<GatewayEvent>> observers(GatewayEvent event) {
    return beans.resolveObserverMethods(event).stream()
        .filter(observer -> !observer.isAsync())
        .map(observer -> (Consumer<GatewayEvent>) observer::notify)
        .toList();
  }

  /**
   * Stops what a deployment has made that then failed elsewhere, so that the application's own
   * start and stop never came; else it has stopped before.
   */
  void stop(@Disposes Gateway gateway) {
    gateway.stop();
  }

  @Produces
  @Singleton
  AllowedOrigins origins(Gateway gateway) {
    return gateway.origins();
  }

  @Produces
  @Singleton
  RootProtocol rootProtocol(Gateway gateway) {
    return gateway.rootProtocol();
  }

  @Produces
  @Singleton
  TrustedProxies proxies(Gateway gateway) {
    return gateway.proxies();
  }

  @Produces
  @Singleton
  Connections connections(Gateway gateway) {
    return gateway.connections();
  }

  @Produces
  @Singleton
  Faults faults(Gateway gateway) {
    return gateway.faults();
  }

  @Produces
  @Singleton
  StartState startState(Gateway gateway) {
    return gateway.startState();
  }

  @Produces
  @Singleton
  Vitals vitals(Gateway gateway) {
    return gateway.vitals();
  }

  @Produces
  @Singleton
  SessionRegistry sessions(Gateway gateway) {
    return gateway.relay().sessions();
  }

  @Produces
  @Singleton
  CanisterRegistry canisters(Gateway gateway) {
    return gateway.relay().canisters();
  }

  @Produces
  @Singleton
  OpenClientTable openClients(Gateway gateway) {
    return gateway.relay().openClients();
  }

  @Produces
  @Singleton
  Circuits circuits(Gateway gateway) {
    return gateway.relay().circuits();
  }

  @Produces
  @Singleton
  SessionRecord record(Gateway gateway) {
    return gateway.record();
  }

  @Produces
  @Singleton
  HttpTransport http(Gateway gateway) {
    return gateway.http();
  }

  @Produces
  @Singleton
  Events events(Gateway gateway) {
    return gateway.events();
  }

  @Produces
  @Singleton
  SampledLog log(Gateway gateway) {
    return gateway.log();
  }

  @Produces
  @Singleton
  PublishedSettings settings(Gateway gateway) {
    return gateway.settings();
  }

  @Produces
  @Singleton
  ApplicationFiles files() {
    return new ApplicationFiles();
  }
}
