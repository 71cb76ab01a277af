package icws.client;

import icws.ic.Bytes;
import icws.ic.certificate.Certificate;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * One demo canister of one network, and how its {@link LoadClient}s look at what they hear. Make
 * one for many clients. Thread-safe.
 */
public final class LoadSite {

  /** How much of a frame a client looks at, dearer and dearer. */
  public enum Check {
    /** What is said, and that it is the next. */
    NONE,
    /** Also when the canister said it, and when that was certified; proves nothing. */
    TIMES,
    /** Also whether it is certified, as every true client does. */
    ALL
  }

  private final IcNetwork network;
  private final icws.ic.Principal canister;
  private final Check check;
  private final Executor reader;
  private final Registrar registrar;
  private final Certification certification;

  /**
   * @param canister its id, as text
   * @param reader one thread, on which frames are read after their arrival was noted
   */
  public LoadSite(IcNetwork network, String canister, Check check, Executor reader) {
    this.network = network;
    this.canister = icws.ic.Principal.parse(canister);
    this.check = check;
    this.reader = reader;
    this.registrar =
        new Registrar(network.agent(ClientKeys.generate()), this.canister, OptionalLong.empty());
    this.certification = new Certification(network.verifier(), this.canister);
  }

  /** Makes a client of new keys; one of the PoC protocol registers them at the canister. */
  public CompletableFuture<LoadClient> client(Protocol protocol) {
    ClientKeys keys = ClientKeys.generate();
    if (protocol == Protocol.V1) {
      return CompletableFuture.completedFuture(v1(keys));
    }
    return registrar
        .register(keys.rawPublicKey())
        .thenApply(registration -> poc(keys, registration.client()));
  }

  private LoadClient v1(ClientKeys keys) {
    return new LoadClient(
        reader,
        this::prove,
        proof -> new V1Conversation(canister(), keys, proof, network.clock()),
        DemoText::candid,
        DemoText::readCandid);
  }

  private LoadClient poc(ClientKeys keys, long id) {
    return new LoadClient(
        reader,
        this::prove,
        proof -> new PocConversation(canister(), keys, id, proof, network.clock()),
        DemoText::cbor,
        DemoText::readCbor);
  }

  public String canister() {
    return canister.toString();
  }

  private LoadClient.Times prove(String key, byte[] content, byte[] certificate, byte[] tree) {
    return switch (check) {
      case NONE -> LoadClient.Times.UNKNOWN;
      case TIMES -> new LoadClient.Times(said(content), time(certificate));
      case ALL ->
          new LoadClient.Times(
              said(content), certification.verify(key, content, certificate, tree));
    };
  }

  /** Both protocols' contents name it so. */
  private static long said(byte[] content) {
    return Cbor.unsigned(Cbor.read(content), "timestamp");
  }

  private static long time(byte[] certificate) {
    var time = Certificate.decode(Bytes.wrap(certificate)).time();
    return time.getEpochSecond() * 1_000_000_000 + time.getNano();
  }
}
