package icws.devnet.replica;

import icws.devnet.replica.ManagementMethod.Callers;
import icws.ic.Bytes;
import icws.ic.Sha256;
import icws.ic.candid.Candid;
import icws.ic.candid.CandidException;
import icws.ic.candid.CandidValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The management canister's methods that bring code into canisters, whole or in chunks. */
final class CodeMethods {
  /** As on the IC: bytes in a chunk, and chunks in a canister's store. */
  private static final int MAX_CHUNK_BYTES = 1 << 20;

  private static final int MAX_CHUNKS = 100;

  private final Replica replica;
  private final CodeInstaller installer;

  CodeMethods(Replica replica, CodeInstaller installer) {
    this.replica = replica;
    this.installer = installer;
  }

  void define(Map<String, ManagementMethod> methods) {
    methods.put("install_code", ManagementMethod.of(Callers.CONTROLLERS, this::install));
    methods.put(
        "install_chunked_code", ManagementMethod.of(Callers.CONTROLLERS, this::installChunked));
    methods.put(
        "upload_chunk", ManagementMethod.of(Callers.CONTROLLERS_AND_SELF, this::uploadChunk));
    methods.put(
        "stored_chunks", ManagementMethod.of(Callers.CONTROLLERS_AND_SELF, this::storedChunks));
    methods.put(
        "clear_chunk_store", ManagementMethod.of(Callers.CONTROLLERS_AND_SELF, this::clearChunks));
  }

  private Canister target(Call call) {
    return ManagementCanister.target(call).flatMap(replica::canister).orElseThrow();
  }

  private Response install(Call call, CandidValue argument) {
    return install(call, target(call), argument, argument.field("wasm_module").asBlob());
  }

  private Response install(Call call, Canister canister, CandidValue argument, Bytes wasm) {
    CandidValue mode = argument.field("mode");
    Bytes arg = argument.field("arg").asBlob();
    Optional<Response.Rejected> failure;
    if (mode.isVariant("install")) {
      failure = installer.install(canister, wasm, arg, call.sender());
    } else if (mode.isVariant("reinstall")) {
      failure = installer.reinstall(canister, wasm, arg, call.sender());
    } else {
      boolean skip =
          mode.variant("upgrade")
              .asOpt()
              .flatMap(options -> options.optionalField("skip_pre_upgrade"))
              .map(CandidValue::asBool)
              .orElse(false);
      failure = installer.upgrade(canister, wasm, arg, call.sender(), skip);
    }
    return failure.<Response>map(reject -> reject).orElseGet(CodeMethods::done);
  }

  private static Response done() {
    return Response.reply(ManagementCanister.NO_RESULT);
  }

  private Response installChunked(Call call, CandidValue argument) {
    Canister target = target(call);
    Canister store =
        argument
            .optionalField("store_canister")
            .map(CandidValue::asPrincipal)
            .map(
                id ->
                    replica
                        .canister(id)
                        .orElseThrow(() -> new CandidException("no store canister " + id)))
            .orElse(target);
    if (store != target && !store.isControlledBy(call.sender())) {
      return ManagementCanister.notController(store, call.sender());
    }
    List<Bytes> parts = new ArrayList<>();
    for (CandidValue entry : argument.field("chunk_hashes_list").asVec()) {
      Bytes chunk = store.chunks().get(hash(entry));
      if (chunk == null) {
        return invalid("Chunk " + hash(entry).hex() + " is not in the store");
      }
      parts.add(chunk);
    }
    Bytes wasm = Bytes.concat(parts.toArray(Bytes[]::new));
    if (!Sha256.hash(wasm).equals(argument.field("wasm_module_hash").asBlob())) {
      return invalid("The chunks together do not have the wasm_module_hash");
    }
    return install(call, target, argument, wasm);
  }

  /** A hash is a record with one field; older agents send it bare. */
  private static Bytes hash(CandidValue entry) {
    return entry instanceof CandidValue.Struct record
        ? record.field("hash").asBlob()
        : entry.asBlob();
  }

  private static Response invalid(String message) {
    return Response.reject(ErrorCode.INVALID_MANAGEMENT_PAYLOAD, message);
  }

  private Response uploadChunk(Call call, CandidValue argument) {
    Bytes chunk = argument.field("chunk").asBlob();
    if (chunk.size() > MAX_CHUNK_BYTES) {
      return invalid("A chunk has at most " + MAX_CHUNK_BYTES + " bytes, not " + chunk.size());
    }
    Map<Bytes, Bytes> chunks = target(call).chunks();
    Bytes hash = Sha256.hash(chunk);
    if (chunks.size() >= MAX_CHUNKS && !chunks.containsKey(hash)) {
      return invalid("The chunk store is full: it holds " + MAX_CHUNKS + " chunks");
    }
    // The decoded blob shares the request's memory; the store must not hold on to that.
    chunks.put(hash, chunk.compact());
    return Response.reply(Candid.encode(chunkHash(hash)));
  }

  private static CandidValue chunkHash(Bytes hash) {
    return CandidValue.record(Map.of("hash", CandidValue.blob(hash)));
  }

  private Response storedChunks(Call call, CandidValue argument) {
    return Response.reply(
        Candid.encode(
            CandidValue.vec(
                target(call).chunks().keySet().stream().map(CodeMethods::chunkHash).toList())));
  }

  private Response clearChunks(Call call, CandidValue argument) {
    target(call).chunks().clear();
    return done();
  }
}
