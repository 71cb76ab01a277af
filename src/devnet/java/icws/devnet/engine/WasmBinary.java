package icws.devnet.engine;

import icws.ic.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** The binary form of a module before it is parsed: compression, and what the engine lacks. */
final class WasmBinary {
  /** As much as the IC allows for a module after decompression. */
  private static final int MAX_PLAIN_BYTES = 100 << 20;

  private static final Bytes GZIP_MAGIC = Bytes.ofHex("1f8b08");
  private static final Bytes WASM_MAGIC = Bytes.ofHex("0061736d01000000");
  private static final int MEMORY_SECTION = 5;
  private static final int MEMORY64_FLAG = 4;

  private WasmBinary() {}

  /** Returns the module, decompressed where it was gzipped. */
  static Bytes plain(Bytes uploaded) {
    Bytes plain = uploaded.startsWith(GZIP_MAGIC) ? gunzip(uploaded) : uploaded;
    if (!plain.startsWith(WASM_MAGIC)) {
      throw new InvalidModuleException("Not a Wasm module, nor a gzipped one");
    }
    return plain;
  }

  private static Bytes gunzip(Bytes packed) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed.toByteArray()))) {
      byte[] plain = in.readNBytes(MAX_PLAIN_BYTES + 1);
      if (plain.length > MAX_PLAIN_BYTES) {
        throw new InvalidModuleException(
            "The module decompresses to more than " + MAX_PLAIN_BYTES + " bytes");
      }
      return Bytes.wrap(plain);
    } catch (IOException e) {
      throw new InvalidModuleException("Damaged gzip data: " + e.getMessage(), e);
    }
  }

  /** Says so clearly where the module needs 64-bit memory: Motoko's default since moc 0.15. */
  static void refuseMemory64(Bytes plain) {
    int at = WASM_MAGIC.size();
    while (at < plain.size()) {
      int section = plain.at(at++);
      long size = 0;
      int shift = 0;
      byte group;
      do {
        if (at >= plain.size() || shift > 28) {
          throw new InvalidModuleException("Not a Wasm module: a section's size is broken");
        }
        group = plain.at(at++);
        size |= (group & 0x7fL) << shift;
        shift += 7;
      } while (group < 0);
      if (section == MEMORY_SECTION && size > 1 && at + 1 < plain.size()) {
        if ((plain.at(at + 1) & MEMORY64_FLAG) != 0) {
          throw new InvalidModuleException(
              "The module uses a 64-bit memory, which this local network cannot run;"
                  + " compile Motoko with --legacy-persistence");
        }
        return;
      }
      at = (int) Math.min(plain.size(), at + size);
    }
  }
}
