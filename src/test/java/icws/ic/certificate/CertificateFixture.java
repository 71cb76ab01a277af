package icws.ic.certificate;

import icws.ic.Bytes;
import icws.ic.CertifiedTime;
import icws.ic.Leb128;
import icws.ic.Principal;
import icws.ic.cbor.CborWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import supranational.blst.P1;
import supranational.blst.P2;
import supranational.blst.P2_Affine;
import supranational.blst.SecretKey;

/** Builds and signs certificates with jblst, which shares no code with what checks them. */
public final class CertificateFixture {

  private static final String DST = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";
  private static final Bytes DER_PREFIX =
      Bytes.ofHex("308182301d060d2b0601040182dc7c0503010201060c2b0601040182dc7c05030201036100");

  private CertificateFixture() {}

  /** A BLS key pair made of a seed. */
  public static final class BlsKey {
    private final SecretKey secret = new SecretKey();
    private final Bytes der;

    public BlsKey(int seed) {
      byte[] material = new byte[32];
      material[0] = (byte) seed;
      secret.keygen(material);
      der = Bytes.concat(DER_PREFIX, Bytes.wrap(new P2_Affine(new P2(secret)).compress()));
    }

    public Bytes der() {
      return der;
    }

    Bytes sign(Bytes message) {
      return Bytes.wrap(new P1().hash_to(message.toByteArray(), DST).sign_with(secret).compress());
    }

    Bytes signRoot(HashTree tree) {
      return sign(Bytes.concat(Bytes.utf8("\ric-state-root"), tree.digest()));
    }
  }

  /** A certificate signed by a key, without a delegation. */
  public static Bytes certificate(HashTree tree, BlsKey signer) {
    return encode(tree, signer.signRoot(tree), Optional.empty());
  }

  /** A certificate of a subnet that a root key's certificate vouches for. */
  public static Bytes delegated(HashTree tree, BlsKey signer, Principal subnet, Bytes delegation) {
    Bytes encoded =
        new CborWriter()
            .map(2)
            .key("subnet_id")
            .bytes(subnet.raw())
            .key("certificate")
            .bytes(delegation)
            .toBytes();
    return encode(tree, signer.signRoot(tree), Optional.of(encoded));
  }

  static Bytes encode(HashTree tree, Bytes signature, Optional<Bytes> delegation) {
    CborWriter out = new CborWriter().selfDescribe().map(delegation.isPresent() ? 3 : 2);
    out.key("tree").raw(tree.encode()).key("signature").bytes(signature);
    delegation.ifPresent(encoded -> out.key("delegation").raw(encoded));
    return out.toBytes();
  }

  /** The older layout: one leaf of ranges below the subnet. */
  public static HashTree subnetTree(Principal subnet, BlsKey key, Instant time, Bytes ranges) {
    return node(
        Map.of(
            "subnet",
            nodeOf(
                Map.of(
                    subnet.raw(),
                    node(Map.of("canister_ranges", leaf(ranges), "public_key", leaf(key.der()))))),
            "time",
            time(time)));
  }

  /** The newer layout: leaves of ranges by their first canister. */
  static HashTree shardedTree(
      Principal subnet, BlsKey key, Instant time, Map<Bytes, HashTree> shards) {
    return node(
        Map.of(
            "canister_ranges",
            nodeOf(Map.of(subnet.raw(), nodeOf(shards))),
            "subnet",
            nodeOf(Map.of(subnet.raw(), node(Map.of("public_key", leaf(key.der()))))),
            "time",
            time(time)));
  }

  public static Bytes ranges(Principal... ends) {
    CborWriter out = new CborWriter().selfDescribe().array(ends.length / 2);
    for (int i = 0; i < ends.length; i += 2) {
      out.array(2).bytes(ends[i].raw()).bytes(ends[i + 1].raw());
    }
    return out.toBytes();
  }

  public static HashTree time(Instant time) {
    return leaf(Leb128.unsigned(CertifiedTime.nanos(time)));
  }

  /** The status of a call that was answered. */
  public static HashTree replied(Bytes requestId, Bytes reply, Instant time) {
    return status(
        requestId, Map.of("status", leaf(Bytes.utf8("replied")), "reply", leaf(reply)), time);
  }

  public static HashTree rejected(Bytes requestId, int code, String message, Instant time) {
    return status(
        requestId,
        Map.of(
            "status", leaf(Bytes.utf8("rejected")),
            "reject_code", leaf(Leb128.unsigned(BigInteger.valueOf(code))),
            "reject_message", leaf(Bytes.utf8(message)),
            "error_code", leaf(Bytes.utf8("IC0503"))),
        time);
  }

  public static HashTree status(Bytes requestId, Map<String, HashTree> fields, Instant time) {
    return node(
        Map.of("request_status", nodeOf(Map.of(requestId, node(fields))), "time", time(time)));
  }

  public static HashTree leaf(Bytes value) {
    return new HashTree.Leaf(value);
  }

  public static HashTree node(Map<String, HashTree> children) {
    Map<Bytes, HashTree> byLabel = new TreeMap<>();
    children.forEach((label, tree) -> byLabel.put(Bytes.utf8(label), tree));
    return nodeOf(byLabel);
  }

  public static HashTree nodeOf(Map<Bytes, HashTree> children) {
    List<HashTree> labeled =
        new TreeMap<>(children)
            .entrySet().stream()
                .<HashTree>map(e -> new HashTree.Labeled(e.getKey(), e.getValue()))
                .toList();
    return fork(labeled);
  }

  private static HashTree fork(List<HashTree> parts) {
    if (parts.isEmpty()) {
      return new HashTree.Empty();
    }
    if (parts.size() == 1) {
      return parts.get(0);
    }
    int middle = parts.size() / 2;
    return new HashTree.Fork(
        fork(parts.subList(0, middle)), fork(parts.subList(middle, parts.size())));
  }

  /** Hexadecimal digits from a file beside the tests. */
  static Bytes resource(String name) {
    try (var in = CertificateFixture.class.getResourceAsStream(name)) {
      return Bytes.ofHex(
          new String(required(in).readAllBytes(), StandardCharsets.US_ASCII).replaceAll("\\s", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream required(@Nullable InputStream in) {
    return Objects.requireNonNull(in, "no such resource");
  }
}
