package icws.bench.arena;

import icws.client.LoadSite;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** One round's gateway, network and clients, who all have the same few threads. */
public final class Arena implements AutoCloseable {
  private static final int THREADS = 2;
  private static final Duration QUIET = Duration.ofSeconds(1);
  private static final Duration QUIET_WHERE_IT_IS_SLOW = Duration.ofSeconds(6);

  private final Network network;
  private final Target target;
  private final Extent extent;
  private final Reader reader = new Reader();
  private final ExecutorService threads;
  private final HttpClient http;

  public Arena(Network network, Target target, Extent extent) {
    this.network = network;
    this.target = target;
    this.extent = extent;
    AtomicInteger number = new AtomicInteger();
    this.threads =
        Executors.newFixedThreadPool(
            THREADS, work -> daemon(work, "sockets-" + number.incrementAndGet()));
    this.http = HttpClient.newBuilder().executor(threads).build();
  }

  private static Thread daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  public Network network() {
    return network;
  }

  public Target target() {
    return target;
  }

  public Extent extent() {
    return extent;
  }

  public HttpClient http() {
    return http;
  }

  /** A canister that nobody has spoken with, where there are any. */
  public LoadSite freshSite() {
    return site(network.freshCanister(), extent.check());
  }

  /** A canister, whose clients look at so much of what they hear. */
  public LoadSite site(String canister, LoadSite.Check check) {
    return new LoadSite(network.asClientsKnowIt(), canister, check, reader);
  }

  /** Nobody yet. */
  public Clients clients() {
    return new Clients(http, target);
  }

  /** Clients of a fresh canister, open. */
  public Clients gather(int count) throws InterruptedException {
    return clients().register(freshSite(), count).open();
  }

  /** Waits until nothing of this round is on its way to the network any more. */
  public void settle() throws InterruptedException {
    network.settle(extent.byClock(QUIET, QUIET_WHERE_IT_IS_SLOW));
  }

  /** Has no client read until so many frames have come, or until {@link #release}. */
  public void hold(long frames) {
    reader.hold(frames);
  }

  public void release() {
    reader.release();
  }

  @Override
  public void close() {
    reader.close();
    threads.shutdown();
  }
}
