package icws.ic.identity;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import icws.ic.Bytes;
import icws.ic.SdkFrame;
import icws.ic.UntrustedException;
import icws.ic.candid.Candid;
import icws.ic.candid.CandidException;
import icws.ic.cbor.CborException;
import icws.ic.cbor.CborMap;
import icws.ic.cbor.CborReader;
import icws.ic.certificate.HashTree;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What strangers' bytes cost before anybody has looked at a signature: a byte of the worst of them
 * not many times what a byte of an ordinary frame costs, in memory and in time. What is smaller
 * than a frame may cost as much as one.
 */
@Tag("slow")
class DecoderCostTest {

  /** The worst that is known costs not six times as much. */
  private static final int TIMES_AS_MUCH = 8;

  /** The fastest of so many counts, for the code must be compiled, and others use the machine. */
  private static final int MOST_RUNS = 400;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final LongSupplier ALLOCATED = THREADS::getCurrentThreadAllocatedBytes;
  private static final LongSupplier NANOS = THREADS::getCurrentThreadCpuTime;
  private static final Bytes FRAME = SdkFrame.ED25519.envelope();
  private static final PublicKey PASSKEY = PublicKey.ofDer(Passkey.p256().publicKeyDer());

  /** Bytes, and what reads them. */
  record Bomb(Bytes input, Consumer<Bytes> decoder) {

    void go() {
      try {
        decoder.accept(input);
      } catch (CborException | CandidException | UntrustedException refused) {
        return;
      }
    }

    long cost(LongSupplier meter) {
      long before = meter.getAsLong();
      go();
      return meter.getAsLong() - before;
    }

    /** A frame's cost, as many times as this is longer. */
    double allowance(double frameCost) {
      return TIMES_AS_MUCH * frameCost * Math.max(1, 1.0 * input.size() / FRAME.size());
    }
  }

  private static final Bomb PLAIN = new Bomb(FRAME, DecoderCostTest::readPlainFrame);

  private static void readPlainFrame(Bytes frame) {
    Envelope envelope = Envelope.decodeCall(frame);
    Candid.decodeFirst(envelope.arg(), 256);
    envelope.requestId();
  }

  static Stream<Named<Bomb>> bombs() {
    return Stream.of(
            bombs("map: ", Bombs.cbor(), CborMap::read),
            bombs("passed over: ", Bombs.cbor(), DecoderCostTest::passOver),
            bombs("Candid: ", Bombs.candid(), Candid::decode),
            bombs("first of Candid: ", Bombs.candid(), in -> Candid.decodeFirst(in, 256)),
            bombs("tree: ", Bombs.trees(), in -> HashTree.decode(in).digest()),
            bombs("look-up in tree: ", Bombs.trees(), DecoderCostTest::lookUp),
            bombs("key: ", Bombs.keys(), PublicKey::ofDer),
            bombs("client data: ", Bombs.clientData(), DecoderCostTest::readClientData),
            bombs("envelope: ", Bombs.envelopes(), DecoderCostTest::readEnvelope))
        .flatMap(bombs -> bombs);
  }

  private static Stream<Named<Bomb>> bombs(
      String kind, Map<String, Bytes> inputs, Consumer<Bytes> decoder) {
    return inputs.entrySet().stream()
        .map(entry -> Named.of(kind + entry.getKey(), new Bomb(entry.getValue(), decoder)));
  }

  private static void passOver(Bytes cbor) {
    CborReader.read(
        cbor,
        in -> {
          in.map(key -> in.skip());
          return cbor;
        });
  }

  private static void lookUp(Bytes cbor) {
    HashTree tree = HashTree.decode(cbor);
    tree.lookup(Bytes.utf8("websocket"), Bytes.utf8("key"));
    tree.partsAt(Bytes.utf8("websocket"));
  }

  private static void readClientData(Bytes signature) {
    PASSKEY.verifies(Bytes.utf8("what was to be signed"), signature);
  }

  private static void readEnvelope(Bytes cbor) {
    Envelope envelope = Envelope.decodeCall(cbor);
    envelope.delegations().forEach(link -> link.delegation().signedBytes());
    envelope.requestId();
  }

  /** By then the compiler has made of it what it can. */
  @BeforeAll
  static void readManyPlainFrames() {
    for (int i = 0; i < 20_000; i++) {
      PLAIN.go();
    }
  }

  @ParameterizedTest
  @MethodSource("bombs")
  void memoryIsInProportionToTheInput(Bomb bomb) {
    // What is made at the first use of a class does not count.
    bomb.go();

    double allowance = bomb.allowance((double) PLAIN.cost(ALLOCATED));
    long cost = bomb.cost(ALLOCATED);

    assertTrue(cost <= allowance, cost + " bytes, more than " + allowance);
  }

  @ParameterizedTest
  @MethodSource("bombs")
  void timeIsInProportionToTheInput(Bomb bomb) {
    double allowance = bomb.allowance(nanosOfAPlainFrame());
    long fastest = Long.MAX_VALUE;
    for (int run = 0; run < MOST_RUNS && fastest > allowance; run++) {
      fastest = Math.min(fastest, bomb.cost(NANOS));
    }

    assertTrue(fastest <= allowance, fastest + " ns, more than " + allowance);
  }

  /** To remember them for the next frame would cost ten times as much. */
  @Test
  void keysThatNobodyKnowsCostNoMoreThanOthers() {
    Bomb known = new Bomb(Bombs.mapsOfKeys(70, 0), CborMap::read);
    Bomb fresh = new Bomb(Bombs.mapsOfKeys(70, 200), CborMap::read);
    long knownNanos = Long.MAX_VALUE;
    long freshNanos = Long.MAX_VALUE;
    for (int run = 0; run < MOST_RUNS && (run < 20 || freshNanos > 3 * knownNanos); run++) {
      knownNanos = Math.min(knownNanos, known.cost(NANOS));
      freshNanos = Math.min(freshNanos, fresh.cost(NANOS));
    }

    assertTrue(freshNanos <= 3 * knownNanos, freshNanos + " ns, known keys " + knownNanos);
  }

  /** The fastest of some hundreds, for the clock is coarse. */
  private static double nanosOfAPlainFrame() {
    long fastest = Long.MAX_VALUE;
    for (int run = 0; run < 5; run++) {
      long before = NANOS.getAsLong();
      for (int i = 0; i < 100; i++) {
        PLAIN.go();
      }
      fastest = Math.min(fastest, NANOS.getAsLong() - before);
    }
    return fastest / 100.0;
  }
}
