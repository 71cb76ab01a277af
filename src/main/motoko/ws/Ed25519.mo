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
  type Point = (Element, Element, Element, Element);

  /// Y + X, Y - X, 2 Z, 2 d T: a point made ready to be added. Weights 2, 2, 2, 1.
  type Addend = (Element, Element, Element, Element);

  let IDENTITY : Point = (Field.ZERO, Field.ONE, Field.ONE, Field.ZERO);

  /// 2^255, where an encoding has the lowest bit of x.
  let SIGN : Nat = 0x8000_0000_0000_0000_0000_0000_0000_0000_0000_0000_0000_0000_0000_0000_0000_0000;

  /// The order of the base point.
  let L : Nat = 0x1000_0000_0000_0000_0000_0000_0000_0000_14de_f9de_a2f7_9cd6_5812_631a_5cf5_d3ed;

  /// A verifier holds the constants of the curve and the multiples 1 to 8 of the base point. Make
  /// one and keep it. Its methods change nothing.
  public class Verifier() {
    let D = Field.fromNat(0x5203_6cee_2b6f_fe73_8cc7_4079_7779_e898_0070_0a4d_4141_d8ab_75eb_4dca_1359_78a3);
    let TWO_D = Field.mul(Field.add(D, D), Field.ONE);
    let SQRT_MINUS_ONE = Field.fromNat(
      0x2b83_2480_4fc1_df0b_2b4d_0099_3dfb_d7a7_2f43_1806_ad2f_e478_c4ee_1b27_4a0e_a0b0
    );

    /// Whether `signature` is `key`'s over `message`. Never traps, whatever the bytes.
    public func verify(key : Blob, message : Blob, signature : Blob) : Bool {
      if (signature.size() != 64) return false;
      let s = Bytes.littleEndian(signature, 32, 64);
      if (s >= L) return false;
      let ?a = decodeKey(key) else return false;
      let digest = Sha2.sha512([Bytes.slice(signature, 0, 32), key, message]);
      let k = Bytes.littleEndian(digest, 0, 64) % L;
      let expected = baseTimesPlus(s, k, negate(a));
      encode(expected) == Bytes.littleEndian(signature, 0, 32) and not isSmallOrder(expected);
    };

    /// Whether a signature by `key` can verify at all: 32 bytes, canonical, on the curve, and not of
    /// small order.
    public func isKey(key : Blob) : Bool = decodeKey(key) != null;

    func decodeKey(key : Blob) : ?Point {
      if (key.size() != 32) return null;
      let ?point = decode(Bytes.littleEndian(key, 0, 32)) else return null;
      if (isSmallOrder(point)) null else ?point;
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

    // The addends of 1 to 8 times the point.
    func multiples(point : Point) : [Addend] {
      let one = toAddend(point);
      let result = VarArray.repeat<Addend>(one, 8);
      var multiple = point;
      for (i in Nat.range(1, 8)) {
        multiple := add(multiple, one);
        result[i] := toAddend(multiple);
      };
      Array.fromVarArray(result);
    };

    let BASE_TABLE = multiples(
      fromAffine(
        Field.fromNat(0x2169_36d3_cd6e_53fe_c0a4_e231_fdd6_dc5c_692c_c760_9525_a7b2_c956_2d60_8f25_d51a),
        Field.fromNat(0x6666_6666_6666_6666_6666_6666_6666_6666_6666_6666_6666_6666_6666_6666_6666_6658),
      )
    );

    // s B + k point: both scalars in signed digits of four bits, from the top, so that the 252
    // doublings are shared (Straus).
    func baseTimesPlus(s : Nat, k : Nat, point : Point) : Point {
      let table = multiples(point);
      let sDigits = digits(s);
      let kDigits = digits(k);
      var sum = IDENTITY;
      for (i in Nat.rangeByInclusive(63, 0, -1)) {
        sum := double(double(double(double(sum))));
        sum := addMultiple(sum, BASE_TABLE, sDigits[i]);
        sum := addMultiple(sum, table, kDigits[i]);
      };
      sum;
    };
  };

  func fromAffine(x : Element, y : Element) : Point = (x, y, Field.ONE, Field.mul(x, y));

  func negate((x, y, z, t) : Point) : Point = (Field.negate(x), y, z, Field.negate(t));

  // The points of small order are those whose order divides the cofactor 8.
  func isSmallOrder(point : Point) : Bool {
    let (x, y, z, _) = double(double(double(point)));
    Field.isZero(x) and Field.equal(y, z);
  };

  // RFC 8032 section 5.1.2, as the number whose little-endian bytes are the encoding.
  func encode((x, y, z, _) : Point) : Nat {
    let inverse = Field.invert(z);
    let sign = Field.toNat(Field.mul(x, inverse)) % 2;
    Field.toNat(Field.mul(y, inverse)) + sign * SIGN;
  };

  // Hisil, Wong, Carter, Dawson 2008, section 3.1 for a = -1; complete on this curve. The weights
  // of the factors are at most 2 and 2.
  func add((x, y, z, t) : Point, (sum, difference, twoZ, twoDT) : Addend) : Point {
    let a = Field.mul(Field.sub(y, x), difference);
    let b = Field.mul(Field.add(y, x), sum);
    let c = Field.mul(t, twoDT);
    let d = Field.mul(z, twoZ);
    complete(Field.sub(b, a), Field.add(b, a), Field.sub(d, c), Field.add(d, c));
  };

  // The same paper, section 3.3. The weights are 3 of e, 2 of h and g, 4 of f: e f has 12.
  func double((x, y, z, _) : Point) : Point {
    let a = Field.square(x);
    let b = Field.square(y);
    let c = Field.square(z);
    let h = Field.add(a, b);
    let e = Field.sub(h, Field.square(Field.add(x, y)));
    let g = Field.sub(a, b);
    let f = Field.add(Field.add(c, c), g);
    complete(e, h, f, g);
  };

  func complete(e : Element, h : Element, f : Element, g : Element) : Point {
    (Field.mul(e, f), Field.mul(g, h), Field.mul(f, g), Field.mul(e, h));
  };

  func addMultiple(point : Point, table : [Addend], digit : Int) : Point {
    if (digit == 0) return point;
    let addend = table[Int.abs(digit) - 1 : Nat];
    if (digit > 0) return add(point, addend);
    let (sum, difference, twoZ, twoDT) = addend;
    add(point, (difference, sum, twoZ, Field.negate(twoDT)));
  };

  // The digits d with scalar = sum of d[i] 16^i and -8 <= d[i] < 8, for a scalar below 2^255.
  func digits(scalar : Nat) : [var Int] {
    let result = VarArray.repeat<Int>(0, 64);
    var rest = scalar;
    var word : Nat64 = 0;
    var carry = 0;
    for (i in Nat.range(0, 64)) {
      if (i % 16 == 0) {
        word := Nat64.fromIntWrap(rest);
        rest /= 0x1_0000_0000_0000_0000;
      };
      let digit = Nat64.toNat(word & 0xf) + carry;
      word >>= 4;
      carry := if (digit < 8) 0 else 1;
      result[i] := digit - 16 * carry;
    };
    result;
  };
};
