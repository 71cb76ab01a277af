package icws.ic;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A network's call endpoint, in the newest of its versions that the network has been seen to know.
 * Thread-safe.
 */
final class CallEndpoint {

  private final Network network;
  private final HttpTransport http;

  /** Written under this object's lock. */
  private volatile Version version = Version.V4;

  /** The endpoint's versions, the best one first. */
  enum Version {
    /** Synchronous; delegations list canister ranges in the newer layout. */
    V4("v4"),
    /** Synchronous. */
    V3("v3"),
    /** Asynchronous: the reply is read from the state. */
    V2("v2");

    private final String segment;

    Version(String segment) {
      this.segment = segment;
    }

    private Version next() {
      return switch (this) {
        case V4 -> V3;
        case V3 -> V2;
        case V2 -> V4;
      };
    }
  }

  CallEndpoint(Network network, HttpTransport http) {
    this.network = network;
    this.http = http;
  }

  Version version() {
    return version;
  }

  CompletableFuture<HttpAnswer> submit(
      Version to, Principal canister, Bytes envelope, Duration timeout) {
    URI uri =
        Network.endpoint(
            network.baseUri(), "/api/" + to.segment + "/canister/" + canister + "/call");
    return http.post(canister, uri, envelope, timeout);
  }

  /**
   * Gives a version up that the network does not know.
   *
   * @return whether there is another one to try; if not, the next call begins with the best again
   */
  synchronized boolean giveUp(Version unknown) {
    // Ordering: of several calls that meet the same gap at once, one moves the version.
    if (version == unknown) {
      version = unknown.next();
    }
    return unknown != Version.V2;
  }

  CompletableFuture<Void> after(Duration delay) {
    return http.after(delay);
  }
}
