package icws.motoko;

import static icws.motoko.CanisterHost.reply;

import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.agent.Outcome;
import icws.ic.candid.CandidValue;
import icws.ic.identity.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The canister of {@code src/test/motoko/Library.mo}: the library's functions, one method each. */
final class LibraryCanister implements AutoCloseable {
  /** So many questions fit the time that a query may take, also before the Wasm is compiled. */
  private static final int BATCH = 50;

  private static final Identity CALLER = CanisterHost.identity(1);

  private final CanisterHost host = new CanisterHost();
  private final Principal id = host.install(CanisterHost.LIBRARY);

  record Signature(Bytes key, Bytes message, Bytes signature) {}

  record CertifiedRange(Bytes digest, List<Bytes> keys, Bytes witness, int height) {}

  /** The SHA-256 of messages, each in parts. */
  List<Bytes> sha256(List<List<Bytes>> messages) {
    return digests("sha256", messages);
  }

  List<Bytes> sha512(List<List<Bytes>> messages) {
    return digests("sha512", messages);
  }

  private List<Bytes> digests(String method, List<List<Bytes>> messages) {
    List<CandidValue> arguments = messages.stream().map(LibraryCanister::blobs).toList();
    return inBatches(method, arguments).stream().map(CandidValue::asBlob).toList();
  }

  List<Boolean> verify(List<Signature> signatures) {
    List<CandidValue> arguments = signatures.stream().map(LibraryCanister::candid).toList();
    return inBatches("verify", arguments).stream().map(CandidValue::asBool).toList();
  }

  private static CandidValue candid(Signature signature) {
    return CandidValue.record(
        Map.of(
            "key", CandidValue.blob(signature.key()),
            "message", CandidValue.blob(signature.message()),
            "signature", CandidValue.blob(signature.signature())));
  }

  List<Boolean> isKey(List<Bytes> keys) {
    return inBatches("isKey", keys.stream().map(CandidValue::blob).toList()).stream()
        .map(CandidValue::asBool)
        .toList();
  }

  /** What decoding and encoding again makes of CBOR, or the decoder's complaint. */
  String recode(Bytes cbor) {
    CandidValue result = query("recode", CandidValue.blob(cbor));
    return result.isVariant("ok")
        ? result.variant("ok").asBlob().hex()
        : result.variant("err").asText();
  }

  CertifiedRange certify(List<Bytes> inserted, List<Bytes> removed, Bytes first, Bytes last) {
    CandidValue result =
        query(
            "certify",
            CandidValue.record(
                Map.of(
                    "inserted", blobs(inserted),
                    "removed", blobs(removed),
                    "first", CandidValue.blob(first),
                    "last", CandidValue.blob(last))));
    return new CertifiedRange(
        result.field("digest").asBlob(),
        result.field("keys").asVec().stream().map(CandidValue::asBlob).toList(),
        result.field("witness").asBlob(),
        result.field("height").asNat().intValueExact());
  }

  private static CandidValue blobs(List<Bytes> values) {
    return CandidValue.vec(values.stream().map(CandidValue::blob).toList());
  }

  private List<CandidValue> inBatches(String method, List<CandidValue> arguments) {
    List<CandidValue> results = new ArrayList<>();
    for (int from = 0; from < arguments.size(); from += BATCH) {
      int to = Math.min(arguments.size(), from + BATCH);
      results.addAll(query(method, CandidValue.vec(arguments.subList(from, to))).asVec());
    }
    return results;
  }

  private CandidValue query(String method, CandidValue argument) {
    return reply(tryQuery(method, argument)).get(0);
  }

  Outcome tryQuery(String method, CandidValue argument) {
    return host.query(CALLER, id, method, argument);
  }

  @Override
  public void close() {
    host.close();
  }
}
