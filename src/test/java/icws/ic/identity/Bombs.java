package icws.ic.identity;

import icws.ic.Bytes;
import icws.ic.Leb128;
import icws.ic.SdkFrame;
import icws.ic.Sha256;
import icws.ic.cbor.CborMap;
import icws.ic.cbor.CborWriter;
import icws.ic.certificate.HashTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Inputs that were made to cost as much as they can, by name. */
final class Bombs {

  /** About as large as each of them is, if it is not small on purpose. */
  private static final int BYTES = 100_000;

  private Bombs() {}

  /** For readers of CBOR, all of them maps. */
  static Map<String, Bytes> cbor() {
    Map<String, Bytes> bombs = new LinkedHashMap<>();
    bombs.put("fresh keys", freshKeys(BYTES / 7));
    bombs.put("maps of fresh keys", mapsOfKeys(BYTES / (7 * 200), 200));
    bombs.put("keys that collide", collidingKeys());
    bombs.put("long keys", Bytes.ofHex("a16161a279c350" + "61".repeat(50_000) + "00" + "616200"));
    List.of(
            "00",
            "a0",
            "80",
            "40",
            "60",
            "6161",
            "4161",
            "f93c00",
            "e0",
            "a1616100",
            "3bffffffff00")
        .forEach(item -> bombs.put("array of " + item, array(item, 2 * BYTES / item.length())));
    bombs.put("tags in a row", Bytes.ofHex("a16161" + "d9d9f7".repeat(BYTES / 3) + "00"));
    bombs.put("text in chunks", Bytes.ofHex("a161617f" + "6161".repeat(BYTES / 2) + "ff"));
    bombs.put("bytes in chunks", Bytes.ofHex("a161615f" + "4161".repeat(BYTES / 2) + "ff"));
    bombs.put("empty chunks", Bytes.ofHex("a161617f" + "60".repeat(BYTES) + "ff"));
    bombs.put("arrays 380 deep", array("81".repeat(379) + "80", BYTES / 380));
    bombs.put("maps 380 deep", array("a16161".repeat(379) + "80", BYTES / (3 * 380)));
    bombs.put("wide below deep", wideBelowDeep());
    bombs.put("replacement characters", text("efbfbd", BYTES / 3));
    bombs.put("text of one kind but its end", text("61", BYTES - 1, "ff"));
    return bombs;
  }

  /** For decoders of Candid. */
  static Map<String, Bytes> candid() {
    Map<String, Bytes> bombs = new LinkedHashMap<>();
    String nat = "ff".repeat(1_023) + "01";
    bombs.put("long nats", candid("016d7d0100", BYTES / 1_024, nat));
    bombs.put("long ints", candid("016d7c0100", BYTES / 1_024, nat));
    bombs.put("nulls", candid("016d7f0100", 199_900, ""));
    bombs.put(
        "nulls beside a blob",
        Bytes.ofHex("4449444c026d7b6d7f020001" + leb(BYTES) + "61".repeat(BYTES) + leb(199_900)));
    bombs.put("bools", candid("016d7e0100", BYTES, "01"));
    bombs.put("nats", candid("016d7d0100", BYTES, "01"));
    bombs.put("empty texts", candid("016d710100", BYTES, "00"));
    bombs.put("principals", candid("016d680100", BYTES / 3, "010161"));
    bombs.put("records of a byte", candid("026d016c01007b0100", BYTES, "01"));
    bombs.put("variants", candid("026d016b02007f017f0100", BYTES, "01"));
    bombs.put("vectors of nulls", candid("026d016d7f0100", BYTES, "03"));
    bombs.put("empty vectors", candid("026d016d7f0100", BYTES, "00"));
    bombs.put("chains of options", candid("026d016e010100", BYTES / 62, "01".repeat(61) + "00"));
    bombs.put("arguments", Bytes.ofHex("4449444c00" + leb(BYTES) + "7f".repeat(BYTES)));
    bombs.put("types", Bytes.ofHex("4449444c" + leb(BYTES / 2) + "6e7f".repeat(BYTES / 2) + "00"));
    bombs.put(
        "types of no fields",
        Bytes.ofHex("4449444c" + leb(BYTES / 2) + "6c00".repeat(BYTES / 2) + "00"));
    bombs.put("record of many nulls", Bytes.ofHex("4449444c016c" + fields(BYTES / 4) + "0100"));
    bombs.put(
        "records of many nulls",
        Bytes.ofHex("4449444c026d016c" + fields(1_000) + "0100" + leb(199)));
    bombs.put("records within each other", doublingRecords());
    return bombs;
  }

  /** For readers of hash trees. */
  static Map<String, Bytes> trees() {
    Map<String, Bytes> bombs = new LinkedHashMap<>();
    bombs.put("forks", Bytes.ofHex(forks(14)));
    bombs.put("forks below deep labels", Bytes.ofHex("83024161".repeat(240) + forks(14)));
    bombs.put("comb", Bytes.ofHex("83018100".repeat(250) + "8100"));
    bombs.put("labels", labels(BYTES / 50));
    bombs.put("large leaf", Bytes.ofHex("82035a000186a0" + "61".repeat(BYTES)));
    bombs.put("pruned", new HashTree.Fork(new HashTree.Pruned(Sha256.hash()), pruned(10)).encode());
    return bombs;
  }

  /** For readers of public keys. */
  static Map<String, Bytes> keys() {
    Map<String, Bytes> bombs = new LinkedHashMap<>();
    bombs.put("sequences without end", Bytes.ofHex("3080".repeat(1_000)));
    bombs.put("more of them", Bytes.ofHex("3080".repeat(BYTES / 2)));
    bombs.put("string in pieces", Bytes.ofHex("3080" + "2480".repeat(1_000)));
    bombs.put("empty elements", Bytes.ofHex("308207d0" + "3000".repeat(1_000)));
    bombs.put("huge key", spki("2a864886f70d010101", "ff".repeat(BYTES)));
    bombs.put("large key", spki("2a864886f70d010101", "ff".repeat(1_900)));
    bombs.put(
        "large credential", spki("2b0601040183b8430101", "a1" + "01590600" + "ff".repeat(1_536)));
    return bombs;
  }

  /** For readers of the signatures of Web Authentication: what the browser says in JSON. */
  static Map<String, Bytes> clientData() {
    Map<String, String> json = new LinkedHashMap<>();
    String name = "\"%05x\":0,";
    String names =
        IntStream.range(0, BYTES / 10).mapToObj(name::formatted).collect(Collectors.joining());
    json.put("fresh names", "{" + names + "\"\":0}");
    json.put("deep arrays", "{\"a\":" + "[".repeat(900) + "]".repeat(900) + "}");
    json.put("deeper arrays", "{\"a\":" + "[".repeat(BYTES) + "}");
    json.put("long number", "{\"a\":" + "9".repeat(BYTES) + "}");
    json.put("long challenge", "{\"challenge\":\"" + "A".repeat(BYTES) + "\"}");
    json.put("escapes", "{\"challenge\":\"" + "\\u0041".repeat(BYTES / 6) + "\"}");
    Map<String, Bytes> bombs = new LinkedHashMap<>();
    Passkey passkey = Passkey.p256();
    json.forEach((what, text) -> bombs.put(what, passkey.signClientData(text)));
    return bombs;
  }

  private static Bytes spki(String algorithm, String key) {
    return der(
        "30", der("30", der("06", Bytes.ofHex(algorithm))), der("03", Bytes.ofHex("00" + key)));
  }

  private static Bytes der(String tag, Bytes... parts) {
    Bytes content = Bytes.concat(parts);
    return Bytes.concat(Bytes.ofHex(String.format("%s83%06x", tag, content.size())), content);
  }

  /** For readers of envelopes, all of them calls. */
  static Map<String, Bytes> envelopes() {
    Map<String, Bytes> bombs = new LinkedHashMap<>();
    bombs.put("most delegations of most targets", envelope(delegations(20, 1_000), 16));
    bombs.put("too many delegations", envelope(delegations(2_000, 1), 16));
    bombs.put("long nonce", envelope(delegations(0, 0), BYTES));
    return bombs;
  }

  private static Bytes delegations(int count, int targets) {
    CborWriter out = new CborWriter().array(count);
    Bytes target = Bytes.ofHex("00000000000000010101");
    for (int i = 0; i < count; i++) {
      out.map(2).key("delegation").map(3).key("pubkey").bytes(Bytes.of(i));
      out.key("expiration").unsigned64(-1).key("targets").array(targets);
      for (int j = 0; j < targets; j++) {
        out.bytes(target);
      }
      out.key("signature").bytes(Bytes.wrap(new byte[64]));
    }
    return out.toBytes();
  }

  private static Bytes envelope(Bytes delegations, int nonceBytes) {
    Map<String, Object> content =
        new LinkedHashMap<>(Envelope.decode(SdkFrame.ED25519.envelope()).content().values());
    content.put("nonce", Bytes.wrap(new byte[nonceBytes]));
    CborWriter out = new CborWriter().map(2).key("content").value(CborMap.of(content));
    return out.key("sender_delegation").raw(delegations).toBytes();
  }

  private static Bytes freshKeys(int count) {
    CborWriter out = new CborWriter().map(count);
    for (int i = 0; i < count; i++) {
      out.key(String.format("%05x", i)).unsigned64(0);
    }
    return out.toBytes();
  }

  /**
   * Maps of 200 keys.
   *
   * @param step how many keys of one map are not in the next
   */
  static Bytes mapsOfKeys(int count, int step) {
    CborWriter out = new CborWriter().map(1).key("a").array(count);
    for (int i = 0; i < count; i++) {
      out.map(200);
      for (int j = 0; j < 200; j++) {
        out.key(String.format("%05x", step * i + j)).unsigned64(0);
      }
    }
    return out.toBytes();
  }

  /** "Aa" and "BB" have one hash code, and so have all texts that are made of as many of them. */
  private static Bytes collidingKeys() {
    int count = 1 << 11;
    CborWriter out = new CborWriter().map(count);
    for (int i = 0; i < count; i++) {
      int bits = i;
      out.key(
              IntStream.range(0, 16)
                  .mapToObj(bit -> (bits >> bit & 1) == 0 ? "Aa" : "BB")
                  .collect(Collectors.joining()))
          .unsigned64(0);
    }
    return out.toBytes();
  }

  private static Bytes array(String item, int count) {
    return Bytes.concat(
        new CborWriter().map(1).key("a").array(count).toBytes(), Bytes.ofHex(item.repeat(count)));
  }

  private static Bytes wideBelowDeep() {
    CborWriter out = new CborWriter().map(1).key("a");
    for (int i = 0; i < 390; i++) {
      out.array(1);
    }
    return Bytes.concat(out.array(BYTES).toBytes(), Bytes.ofHex("80".repeat(BYTES)));
  }

  private static Bytes text(String character, int count, String... end) {
    return Bytes.concat(
        Bytes.ofHex("a161617a"),
        Bytes.ofHex(String.format("%08x", character.length() / 2 * count + end.length)),
        Bytes.ofHex(character.repeat(count) + String.join("", end)));
  }

  private static Bytes candid(String types, int count, String element) {
    return Bytes.ofHex("4449444c" + types + leb(count) + element.repeat(count));
  }

  private static String fields(int count) {
    return leb(count)
        + IntStream.range(0, count).mapToObj(i -> leb(i) + "7f").collect(Collectors.joining());
  }

  /** 30 records, each of two of the next: a billion values in 200 bytes. */
  private static Bytes doublingRecords() {
    StringBuilder table = new StringBuilder("4449444c1f");
    for (int i = 1; i <= 30; i++) {
      table.append(String.format("6c0200%1$02x01%1$02x", i));
    }
    return Bytes.ofHex(table + "6c000100");
  }

  private static String leb(int number) {
    return Leb128.unsigned((long) number).hex();
  }

  private static String forks(int depth) {
    return depth == 0 ? "8100" : "8301" + forks(depth - 1) + forks(depth - 1);
  }

  private static HashTree pruned(int depth) {
    return depth == 0
        ? new HashTree.Pruned(Sha256.hash())
        : new HashTree.Fork(pruned(depth - 1), pruned(depth - 1));
  }

  private static Bytes labels(int count) {
    List<HashTree> level = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Bytes label = Bytes.utf8(String.format("%032d", i));
      level.add(new HashTree.Labeled(label, new HashTree.Leaf(Bytes.EMPTY)));
    }
    while (level.size() > 1) {
      List<HashTree> above = new ArrayList<>();
      for (int i = 0; i < level.size(); i += 2) {
        above.add(
            i + 1 < level.size()
                ? new HashTree.Fork(level.get(i), level.get(i + 1))
                : level.get(i));
      }
      level = above;
    }
    return level.get(0).encode();
  }
}
