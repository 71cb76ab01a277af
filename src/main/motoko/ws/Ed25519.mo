/// Verification of Ed25519 signatures, RFC 8032 section 5.1.7, the strict kind.
///
/// A signature is refused unless
/// - the key is 32 bytes and the canonical encoding of a point (y < p, no negative zero);
/// - neither the key nor the R of the signature is a point of small order (such a key signs anything);
/// - S < L, so that nobody can make a second signature out of a first one (malleability);
/// - R, byte for byte, is the encoding of S B - k A, which excludes its other encodings as well.
///
/// So everything accepted here is accepted by every verifier, with or without the cofactor.
/// Signing is not here: a canister has no secrets. Nothing takes constant time.

import Array "mo:core/Array";
import Int "mo:core/Int";
import Nat "mo:core/Nat";
import Nat64 "mo:core/Nat64";
import VarArray "mo:core/VarArray";
import Bytes "Bytes";
import Field "Field25519";
import Sha2 "Sha2";

module {
  type Element = Field.Element;

  /// X, Y, Z, T with x = X / Z, y = Y / Z, x y = T / Z; each of weight 1 (see Field25519).
  public type Point = (Element, Element, Element, Element);

  /// A point without its T, which doubling does not need.
  type Projective = (Element, Element, Element);

  /// E, F, G, H with X = E F, Y = G H, Z = F G, T = E H: a sum whose products are made as far as they are
  /// needed. No product of two weights is over 12.
  type Sum = (Element, Element, Element, Element);

  /// Y + X, Y - X, 2 Z, 2 d T: a point made ready to be added. Weights 2, 2, 2, 1.
  type Addend = (Element, Element, Element, Element);

  /// A public key that is none of those refused, and the negative of its point.
  public type Key = { bytes : Blob; negative : Point };

  let IDENTITY : Projective = (Field.ZERO, Field.ONE, Field.ONE);

  /// Digits of the scalars are odd and below 2^(bits - 1), so a table has 2^(bits - 2) multiples. More bits
  /// are more of a table, which for the base point is made once, and fewer additions.
  let BASE_DIGIT_BITS = 7;
  let DIGIT_BITS = 5;

  /// 2^255, where an encoding has the lowest bit of x.
  let SIGN : Nat = 0x8000_0000_0000_0000_0000_0000_0000_0000_0000_0000_0000_0000_0000_0000_0000_0000;

  /// The order of the base point.
  let L : Nat = 0x1000_0000_0000_0000_0000_0000_0000_0000_14de_f9de_a2f7_9cd6_5812_631a_5cf5_d3ed;

  /// A verifier holds the constants of the curve and multiples of the base point. Make one and keep it. Its
  /// methods change nothing.
  public class Verifier() {
    let D = Field.fromNat(0x5203_6cee_2b6f_fe73_8cc7_4079_7779_e898_0070_0a4d_4141_d8ab_75eb_4dca_1359_78a3);
    let TWO_D = Field.mul(Field.add(D, D), Field.ONE);
    let SQRT_MINUS_ONE = Field.fromNat(
      0x2b83_2480_4fc1_df0b_2b4d_0099_3dfb_d7a7_2f43_1806_ad2f_e478_c4ee_1b27_4a0e_a0b0
    );

    /// Whether `signature` is `key`'s over `message`. Never traps, whatever the bytes.
    public func verify(key : Blob, message : Blob, signature : Blob) : Bool {
      let ?decoded = decodeKey(key) else return false;
      verifyBy(decoded, message, signature);
    };

    /// The same with a key that is decoded already, which is about a twelfth of the work.
    public func verifyBy({ bytes; negative } : Key, message : Blob, signature : Blob) : Bool {
      if (signature.size() != 64) return false;
      let s = Bytes.littleEndian(signature, 32, 64);
      if (s >= L) return false;
      let digest = Sha2.sha512([Bytes.slice(signature, 0, 32), bytes, message]);
      let k = Bytes.littleEndian(digest, 0, 64) % L;
      let expected = baseTimesPlus(s, k, negative);
      encode(expected) == Bytes.littleEndian(signature, 0, 32) and not isSmallOrder(expected);
    };

    /// Whether a signature by `key` can verify at all: 32 bytes, canonical, on the curve, and not of
    /// small order.
    public func isKey(key : Blob) : Bool = decodeKey(key) != null;

    /// The key of these bytes; null where `isKey` says no.
    public func decodeKey(key : Blob) : ?Key {
      if (key.size() != 32) return null;
      let ?point = decode(Bytes.littleEndian(key, 0, 32)) else return null;
      let (x, y, z, _) = point;
      if (isSmallOrder((x, y, z))) null else ?{ bytes = key; negative = negate(point) };
    };

    // RFC 8032 section 5.1.3: bit 255 is the lowest bit of x, the rest is y.
    func decode(encoding : Nat) : ?Point {
      let sign = encoding / SIGN;
      let yNat = encoding % SIGN;
      if (yNat >= Field.P) return null;
      let y = Field.fromNat(yNat);
      let y2 = Field.square(y);
      let ?x = root(Field.sub(y2, Field.ONE), Field.add(Field.mul(D, y2), Field.ONE)) else return null;
      let xNat = Field.toNat(x);
      if (xNat == 0 and sign == 1) return null;
      ?fromAffine(if (xNat % 2 == sign) x else Field.negate(x), y);
    };

    // A square root of u / v, if it has one: r = u v^3 (u v^7)^((p - 5) / 8), or that times sqrt(-1).
    func root(u : Element, v : Element) : ?Element {
      let v3 = Field.mul(Field.square(v), v);
      let v7 = Field.mul(Field.square(v3), v);
      let r = Field.mul(Field.mul(u, v3), Field.power22523(Field.mul(u, v7)));
      let check = Field.mul(v, Field.square(r));
      if (Field.equal(check, u)) ?r
      else if (Field.isZero(Field.add(check, u))) ?Field.mul(r, SQRT_MINUS_ONE)
      else null;
    };

    func toAddend((x, y, z, t) : Point) : Addend {
      (Field.add(y, x), Field.sub(y, x), Field.add(z, z), Field.mul(t, TWO_D));
    };

    // The addends of 1, 3, 5, ... times the point, for digits of so many bits.
    func oddMultiples(point : Point, digitBits : Nat) : [Addend] {
      let (x, y, z, _) = point;
      let two = toAddend(toPoint(double((x, y, z))));
      let result = VarArray.repeat<Addend>(toAddend(point), 2 ** (digitBits - 2 : Nat));
      var multiple = point;
      for (i in Nat.range(1, result.size())) {
        multiple := toPoint(add(multiple, two, false));
        result[i] := toAddend(multiple);
      };
      Array.fromVarArray(result);
    };

    let BASE_TABLE = oddMultiples(
      fromAffine(
        Field.fromNat(0x2169_36d3_cd6e_53fe_c0a4_e231_fdd6_dc5c_692c_c760_9525_a7b2_c956_2d60_8f25_d51a),
        Field.fromNat(0x6666_6666_6666_6666_6666_6666_6666_6666_6666_6666_6666_6666_6666_6666_6666_6658),
      ),
      BASE_DIGIT_BITS,
    );

    // s B + k point: the digits of both scalars from the top, so that the doublings are shared (Straus).
    func baseTimesPlus(s : Nat, k : Nat, point : Point) : Projective {
      let table = oddMultiples(point, DIGIT_BITS);
      let sDigits = digits(s, BASE_DIGIT_BITS);
      let kDigits = digits(k, DIGIT_BITS);
      var result = IDENTITY;
      for (i in Nat.rangeByInclusive(255, 0, -1)) {
        var sum = double(result);
        if (sDigits[i] != 0) sum := addMultiple(sum, BASE_TABLE, sDigits[i]);
        if (kDigits[i] != 0) sum := addMultiple(sum, table, kDigits[i]);
        result := toProjective(sum);
      };
      result;
    };
  };

  func fromAffine(x : Element, y : Element) : Point = (x, y, Field.ONE, Field.mul(x, y));

  func negate((x, y, z, t) : Point) : Point = (Field.negate(x), y, z, Field.negate(t));

  // The points of small order are those whose order divides the cofactor 8.
  func isSmallOrder(point : Projective) : Bool {
    let (x, y, z) = toProjective(double(toProjective(double(toProjective(double(point))))));
    Field.isZero(x) and Field.equal(y, z);
  };

  // RFC 8032 section 5.1.2, as the number whose little-endian bytes are the encoding.
  func encode((x, y, z) : Projective) : Nat {
    let inverse = Field.invert(z);
    let sign = Field.toNat(Field.mul(x, inverse)) % 2;
    Field.toNat(Field.mul(y, inverse)) + sign * SIGN;
  };

  // Hisil, Wong, Carter, Dawson 2008, section 3.1 for a = -1; complete on this curve. Subtracts where
  // `isNegative`. The weights are 2.
  func add((x, y, z, t) : Point, (sum, difference, twoZ, twoDT) : Addend, isNegative : Bool) : Sum {
    let a = Field.mul(Field.sub(y, x), if isNegative sum else difference);
    let b = Field.mul(Field.add(y, x), if isNegative difference else sum);
    let c = Field.mul(t, twoDT);
    let d = Field.mul(z, twoZ);
    let less = Field.sub(d, c);
    let more = Field.add(d, c);
    if isNegative (Field.sub(b, a), more, less, Field.add(b, a)) else (Field.sub(b, a), less, more, Field.add(b, a));
  };

  // The same paper, section 3.3, with 2 x y for (x + y)^2 - x^2 - y^2. The weights are 2 of e, g and h, 4 of f.
  func double((x, y, z) : Projective) : Sum {
    let xy = Field.mul(x, y);
    let (h, g, f) = Field.sums(Field.square(y), Field.square(x), Field.square(z));
    (Field.add(xy, xy), f, g, h);
  };

  func toPoint((e, f, g, h) : Sum) : Point {
    (Field.mul(e, f), Field.mul(g, h), Field.mul(f, g), Field.mul(e, h));
  };

  func toProjective((e, f, g, h) : Sum) : Projective {
    (Field.mul(e, f), Field.mul(g, h), Field.mul(f, g));
  };

  func addMultiple(sum : Sum, table : [Addend], digit : Int) : Sum {
    add(toPoint(sum), table[Int.abs(digit) / 2], digit < 0);
  };

  // The digits d with scalar = sum of d[i] 2^i, for a scalar below 2^255: each is zero or odd, and of as many
  // in a row as it has bits only one is not zero (w-NAF).
  func digits(scalar : Nat, bits : Nat) : [var Int] {
    let result = VarArray.repeat<Int>(0, 256);
    let words = toWords(scalar);
    var carry = 0;
    var at = 0;
    while (at < 256) {
      let word = (words[at / 32] >> Nat64.fromNat(at % 32)) & Nat64.fromNat(2 ** bits - 1 : Nat);
      if (Nat64.toNat(word & 1) == carry) at += 1 else {
        let digit = Nat64.toNat(word) + carry;
        carry := if (digit < 2 ** (bits - 1 : Nat)) 0 else 1;
        result[at] := digit - carry * 2 ** bits;
        at += bits;
      };
    };
    result;
  };

  // For each 32 bits of a number below 2^256, these and the 32 above them.
  func toWords(number : Nat) : [var Nat64] {
    let words = VarArray.repeat<Nat64>(0, 8);
    var rest = number;
    for (i in Nat.range(0, 8)) {
      words[i] := Nat64.fromIntWrap(rest);
      rest /= 0x1_0000_0000;
    };
    words;
  };
};
