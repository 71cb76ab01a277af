package icws.devnet.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.dylibso.chicory.wasm.types.FunctionType;
import icws.ic.Bytes;
import icws.ic.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class CanisterModuleTest {
  private static final Map<String, SystemFunction> SYSTEM_API =
      Map.of("known", new SystemFunction("known", FunctionType.empty(), (memory, args) -> 0));

  private static String failure(Bytes wasm) {
    return String.valueOf(
        assertThrows(InvalidModuleException.class, () -> CanisterModule.load(wasm, SYSTEM_API))
            .getMessage());
  }

  @Test
  void tellsExportsMetadataAndHash() {
    Bytes wasm =
        new TestModule()
            .imports("known", ":")
            .exports("canister_init")
            .custom("icp:public candid:service", "service : {}")
            .custom("icp:private notes", "hidden")
            .custom("other", "no metadata")
            .build();

    CanisterModule module = CanisterModule.load(wasm, SYSTEM_API);

    assertTrue(module.exports("canister_init"));
    assertFalse(module.exports("canister_post_upgrade"));
    assertEquals(Sha256.hash(wasm), module.hash());
    assertEquals(
        Map.of(
            "candid:service", new CanisterModule.Metadata(Bytes.utf8("service : {}"), true),
            "notes", new CanisterModule.Metadata(Bytes.utf8("hidden"), false)),
        module.metadata());
  }

  @Test
  void gzippedModuleIsUnpackedAndKeepsTheHashOfWhatWasUploaded() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      new TestModule().exports("canister_init").build().writeTo(gzip);
    }
    Bytes uploaded = Bytes.wrap(packed.toByteArray());

    CanisterModule module = CanisterModule.load(uploaded, SYSTEM_API);

    assertTrue(module.exports("canister_init"));
    assertEquals(Sha256.hash(uploaded), module.hash());
  }

  @Test
  void unknownImportIsNamed() {
    assertEquals(
        "Module imports ic0.nosuch, which does not exist",
        failure(new TestModule().imports("nosuch", ":").build()));
  }

  @Test
  void importOfAnotherTypeIsRefused() {
    assertTrue(
        failure(new TestModule().imports("known", "i:").build())
            .startsWith("Module imports ic0.known as "));
  }

  @Test
  void methodThatIsQueryAndUpdateIsRefused() {
    assertEquals(
        "Module exports both 'canister_update go' and 'canister_query go'",
        failure(
            new TestModule().exports("canister_update go").exports("canister_query go").build()));
  }

  @Test
  void sixtyFourBitMemoryIsAClearMessage() {
    Bytes wasm = Bytes.ofHex("0061736d01000000" + "0503010401");

    assertTrue(failure(wasm).contains("64-bit memory"));
  }

  @Test
  void whatIsNoWasmIsRefused() {
    assertEquals("Not a Wasm module, nor a gzipped one", failure(Bytes.utf8("hello")));
    assertTrue(failure(Bytes.ofHex("1f8b08ff")).startsWith("Damaged gzip data"));
    assertTrue(failure(Bytes.ofHex("0061736d01000000ffffffffffff")).contains("is broken"));
    assertTrue(failure(Bytes.ofHex("0061736d01000000010a")).contains("not valid"));
  }
}
