package icws.motoko;

import static icws.motoko.CanisterHost.identity;
import static icws.motoko.CanisterHost.reject;
import static icws.motoko.CanisterHost.reply;
import static icws.motoko.SocketCanister.GATEWAY;
import static icws.motoko.SocketCanister.HEARTBEAT;
import static icws.motoko.SocketCanister.USER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import icws.ic.Bytes;
import icws.ic.candid.CandidValue;
import icws.ic.identity.AnonymousIdentity;
import icws.ic.identity.Identity;
import icws.motoko.SocketCanister.Registered;
import icws.motoko.SocketCanister.Terms;
import icws.motoko.SocketCanister.Wishes;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a client lasts: what it is given, how that is renewed, and what comes of its end. */
class PocTermsTest extends CanisterFixture {
  private static final Duration DEFAULT = Duration.ofHours(8);
  private static final Duration LONGEST = Duration.ofDays(30);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration QUIET = Duration.ofMinutes(10);
  private static final Duration HALF = QUIET.dividedBy(2);
  private static final Identity STRANGER = identity(4);
  private static final Bytes HELLO = DemoCanisterTest.text("hello");
  private static final String PAST = "the time to expire at is not in the future";

  @Test
  void registrationTellsTheTerms() {
    Terms terms = canister.register(50, HEARTBEAT).terms();

    assertEquals(new Terms(in(DEFAULT), Duration.ofMinutes(5), Duration.ofMinutes(1)), terms);
  }

  @Test
  void registrationWithoutWishesLastsUntilItHasBeenQuietForTooLong() {
    Bytes key = identity(50).rawPublicKey();
    CandidValue none = CandidValue.opt(null);

    CandidValue blobAlone = reply(canister.register(key)).get(1);
    CandidValue withNone =
        reply(host.call(USER, canister.id(), "ws_register", CandidValue.blob(key), none)).get(1);

    assertEquals(in(QUIET), blobAlone.field("expires").asNat64());
    assertEquals(blobAlone, withNone);
  }

  @Test
  void wishIsGrantedUpToTheLongest() {
    assertEquals(in(HOUR), canister.register(50, until(HOUR)).terms().expires());
    assertEquals(in(LONGEST), canister.register(50, until(LONGEST)).terms().expires());
    assertEquals(in(LONGEST), canister.register(50, until(LONGEST.plusNanos(1))).terms().expires());
    assertEquals(in(LONGEST), canister.register(50, new Wishes(-1L)).terms().expires()); // 2^64 - 1
  }

  @Test
  void wishThatIsNotInTheFutureIsRejected() {
    SocketClient client = canister.register(50, HEARTBEAT).client();
    Bytes key = client.keys().rawPublicKey();

    for (Wishes past : List.of(until(Duration.ZERO), until(HOUR.negated()), new Wishes(0L))) {
      assertEquals(PAST, reject(canister.tryRegister(USER, key, past)));
      assertEquals(PAST, reject(canister.tryRenew(USER, client.id(), past)));
    }
    assertEquals(17, canister.register(50).id());
  }

  @Test
  void waitingRegistrationIsDroppedWhenItsTermEnds() {
    SocketClient client = canister.register(50, until(HOUR)).client();
    SocketClient lasting = canister.register(51, until(DEFAULT)).client();

    host.advance(HOUR.minusNanos(1));
    reply(canister.clientKey(client.id()));
    host.advance(Duration.ofNanos(1));

    assertEquals("unknown client 16", reject(canister.clientKey(client.id())));
    assertFalse(canister.open(GATEWAY, client.firstMessage(canister.id())));
    assertEquals("unknown client 16", reject(canister.tryRenew(USER, client.id(), HEARTBEAT)));
    assertTrue(canister.open(GATEWAY, lasting.firstMessage(canister.id())));
  }

  @Test
  void openClientIsToldOfTheEndOfItsTerm() {
    SocketClient client = canister.openClient(50, until(HOUR));
    assertTrue(canister.heartbeat(client, 0, 2));

    host.advance(Duration.ofMinutes(4));
    canister.renew(USER, client, until(Duration.ofMinutes(2)));
    host.advance(Duration.ofMinutes(2));

    // No heartbeat besides, though one would be due by then.
    canister.awaitTold(client, "2 closed expired");
    canister.assertCertified(canister.poll(GATEWAY, 0));
    assertFalse(canister.message(client, 1, HELLO));
    assertEquals("unknown client 16", reject(canister.clientKey(client.id())));
  }

  /** The clock moves, but no timer of the canister goes off. */
  @Test
  void nothingIsTakenOrSentAfterTheEndAlsoBeforeATimerRan() {
    SocketClient client = canister.openClient(50, until(HOUR));
    SocketClient lasting = canister.openClient(51, until(DEFAULT));
    assertTrue(canister.heartbeat(client, 0, 2));
    host.clock.advance(HOUR);

    assertTrue(canister.message(lasting, 0, DemoCanisterTest.text("/all hello")));
    assertFalse(canister.message(client, 1, HELLO));
    assertFalse(canister.heartbeat(client, 1, 2));
    assertEquals("unknown client 16", reject(canister.clientKey(client.id())));
    assertEquals("unknown client 16", reject(canister.tryRenew(USER, client.id(), HEARTBEAT)));
    assertFalse(canister.told(client).contains("2 " + HELLO.hex()));
  }

  @Test
  void clientWithoutTheHeartbeatIsForgottenWithoutAWord() {
    SocketClient plain = canister.openClient(50);
    SocketClient other = canister.openClient(51, until(DEFAULT.plus(HOUR)));

    host.advance(DEFAULT);

    assertFalse(canister.message(plain, 0, HELLO));
    assertEquals("client 16 is not open", reject(canister.close(GATEWAY, plain.id())));
    canister.awaitTold(other, "2 closed silent");
    assertFalse(canister.told(plain).toString().contains("closed"));
  }

  /** The clock moves, but no timer of the canister goes off: it would want an answer. */
  @Test
  void renewalProlongsTheTermOfAnOpenClientWhichGoesOn() {
    SocketClient client = canister.openClient(50, HEARTBEAT);
    assertTrue(canister.heartbeat(client, 0, 2));
    host.clock.advance(HOUR);

    Terms renewed = canister.renew(USER, client, until(DEFAULT.multipliedBy(2)));

    assertEquals(in(DEFAULT.multipliedBy(2)), renewed.expires());
    host.clock.advance(DEFAULT);
    assertTrue(canister.message(client, 1, HELLO));
    host.clock.advance(DEFAULT);
    assertFalse(canister.message(client, 2, HELLO));
  }

  @Test
  void clientWithoutTheHeartbeatIsForgottenOnceItIsQuiet() {
    SocketClient plain = canister.openClient(50);
    SocketClient waiting = canister.register(51);
    for (int i = 0; i < 3; i++) {
      host.advance(QUIET.minusNanos(1));
      assertTrue(canister.message(plain, i, HELLO), "what it says counts");
    }
    assertFalse(canister.open(GATEWAY, waiting.firstMessage(canister.id())));
    assertFalse(canister.message(plain, 2, HELLO), "what is refused does not count");

    host.advance(QUIET);

    assertFalse(canister.message(plain, 3, HELLO));
    assertEquals("unknown client 16", reject(canister.clientKey(plain.id())));
  }

  /** However much it says, it does not outlast the default term. */
  @Test
  void clientWithoutTheHeartbeatLastsForTheDefaultTermAtMost() {
    SocketClient plain = canister.openClient(50);
    int said = 0;
    for (Duration passed = QUIET; passed.compareTo(DEFAULT) <= 0; passed = passed.plus(HALF)) {
      host.clock.advance(HALF);
      assertTrue(canister.message(plain, said++, HELLO));
    }
    host.clock.advance(HALF);

    assertFalse(canister.message(plain, said, HELLO));
  }

  @Test
  void clientWithoutTheHeartbeatCannotBeRenewed() {
    for (SocketClient client : List.of(canister.register(50), canister.openClient(51))) {
      assertEquals(
          "client " + client.id() + " has no heartbeat and cannot be renewed",
          reject(canister.tryRenew(USER, client.id(), until(LONGEST))));
    }
  }

  @Test
  void renewalProlongsTheTermOfARegistrationThatWaits() {
    SocketClient client = canister.register(50, until(HOUR)).client();

    assertEquals(in(DEFAULT), canister.renew(USER, client, HEARTBEAT).expires());
    host.advance(HOUR);

    assertTrue(canister.open(GATEWAY, client.firstMessage(canister.id())));
  }

  @Test
  void renewalMayShortenTheTerm() {
    SocketClient client = canister.openClient(50, HEARTBEAT);

    assertEquals(
        in(Duration.ofSeconds(1)),
        canister.renew(USER, client, until(Duration.ofSeconds(1))).expires());
    host.advance(Duration.ofSeconds(1));

    canister.awaitTold(client, "2 closed expired");
  }

  @Test
  void renewalIsLimitedLikeTheFirstTerm() {
    SocketClient client = canister.register(50, HEARTBEAT).client();
    host.advance(HOUR);

    assertEquals(
        in(LONGEST), canister.renew(USER, client, until(LONGEST.multipliedBy(2))).expires());
  }

  @Test
  void onlyWhoRegisteredRenews() {
    SocketClient waiting = canister.register(50);
    SocketClient open = canister.openClient(51);

    for (SocketClient client : List.of(waiting, open)) {
      for (Identity other : List.of(STRANGER, client.keys(), GATEWAY, new AnonymousIdentity())) {
        assertEquals(
            "only who registered client " + client.id() + " may renew it",
            reject(canister.tryRenew(other, client.id(), until(HOUR))));
      }
    }
    assertEquals("unknown client 15", reject(canister.tryRenew(USER, 15, HEARTBEAT)));
  }

  @Test
  void whatWasRegisteredAnonymouslyAnybodyMayProlongButNotShorten() {
    Identity nobody = new AnonymousIdentity();
    Registered registered = canister.register(nobody, 50, until(HOUR));
    SocketClient client = registered.client();

    Terms kept = canister.renew(nobody, client, until(Duration.ofSeconds(1)));
    assertEquals(registered.terms(), kept);
    assertEquals(in(DEFAULT), canister.renew(nobody, client, HEARTBEAT).expires());
  }

  @Test
  void closedClientCannotBeRenewed() {
    SocketClient client = canister.openClient(50);
    reply(canister.close(GATEWAY, client.id()));

    assertEquals("unknown client 16", reject(canister.tryRenew(USER, client.id(), HEARTBEAT)));
  }

  /** Any time, as 64 bits; a wish of another type is none. */
  @ParameterizedTest
  @ValueSource(strings = {"tomorrow", ""})
  void wishesOfAnotherTypeAreNone(String wish) {
    CandidValue key = CandidValue.blob(identity(50).rawPublicKey());
    CandidValue odd = CandidValue.opt(CandidValue.text(wish));

    List<CandidValue> reply = reply(host.call(USER, canister.id(), "ws_register", key, odd));

    assertEquals(in(QUIET), reply.get(1).field("expires").asNat64());
  }

  private Wishes until(Duration duration) {
    return new Wishes(in(duration));
  }

  /** The canister's time in a while, in nanoseconds since 1970. */
  private long in(Duration duration) {
    return host.clock.nanos() + duration.toNanos();
  }
}
