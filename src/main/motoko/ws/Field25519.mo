/// Arithmetic modulo p = 2^255 - 19, the field of Ed25519.
///
/// An element is nine signed limbs of 29 bits: f0 + f1 2^29 + ... + f8 2^232. The value of a limb may
/// be negative, and an element has many forms; `toNat` gives the one number in 0 .. p - 1.
///
/// **Bounds.** An element has weight w if every limb is at most w (2^28 + 2^16) in absolute value.
/// - `mul`, `square`, `fromNat` and the constants have weight 1.
/// - `add`, `sub` and `sums` have the sum of their operands' weights; `negate` keeps the weight.
/// - `mul(f, g)` wants weight(f) * weight(g) <= 12. A column is then at most 9 products, in absolute
///   value below 9 * 12 * 2^56 * (1 + 2^-12)^2 < 2^62.76; what is folded into it and carried to it is
///   below 2^44; so no column reaches 2^63 and the wrapping operators (which, unlike the others, cost
///   nothing extra) never wrap.
/// - After the carries of `mul` limbs 0 to 7 are in -2^28 .. 2^28 and limb 8 in -2^22 .. 2^22; the
///   carry out of limb 8 is below 2^40, times 19 below 2^45, and carried once more from limb 0 adds
///   less than 2^16 to limb 1: weight 1.
///
/// **Why it is written so.** The compiler keeps `Int64` locals unboxed, and a tuple of limbs below
/// 2^30 is one small object; arrays, loops over limbs and trapping operators cost several times more.
/// To make and to open such tuples is still half of a multiplication; therefore `sums` and `squareTimes`.
/// Not constant time: for public values only.

import Int "mo:core/Int";
import Int64 "mo:core/Int64";
import Nat64 "mo:core/Nat64";

module {
  public type Element = (Int64, Int64, Int64, Int64, Int64, Int64, Int64, Int64, Int64);

  /// The modulus.
  public let P : Nat = 0x7fff_ffff_ffff_ffff_ffff_ffff_ffff_ffff_ffff_ffff_ffff_ffff_ffff_ffff_ffff_ffed;

  public let ZERO : Element = (0, 0, 0, 0, 0, 0, 0, 0, 0);
  public let ONE : Element = (1, 0, 0, 0, 0, 0, 0, 0, 0);

  let MASK : Int64 = 0x1fff_ffff; // 29 bits
  let HALF : Int64 = 0x1000_0000; // 2^28: makes a carry round to the nearest
  let TOP_HALF : Int64 = 0x40_0000; // 2^22: limb 8 holds bits 232 to 254
  let FOLD : Int64 = 1216;

  let TWO_58 = 0x400_0000_0000_0000;
  let TWO_64 = 0x1_0000_0000_0000_0000;
  let TWO_128 = 0x1_0000_0000_0000_0000_0000_0000_0000_0000;
  let TWO_192 = 0x1_0000_0000_0000_0000_0000_0000_0000_0000_0000_0000_0000_0000;

  /// The element of a number below 2^256.
  public func fromNat(n : Nat) : Element {
    let w0 = Nat64.fromIntWrap(n);
    let w1 = Nat64.fromIntWrap(n / TWO_64);
    let w2 = Nat64.fromIntWrap(n / TWO_128);
    let w3 = Nat64.fromIntWrap(n / TWO_192);
    func limb(word : Nat64) : Int64 = Int64.fromNat64(word & 0x1fff_ffff);
    let limbs = (
      limb(w0),
      limb(w0 >> 29),
      limb((w0 >> 58) | (w1 << 6)),
      limb(w1 >> 23),
      limb((w1 >> 52) | (w2 << 12)),
      limb(w2 >> 17),
      limb((w2 >> 46) | (w3 << 18)),
      limb(w3 >> 11),
      limb(w3 >> 40),
    );
    mul(limbs, ONE);
  };

  /// The number in 0 .. p - 1 that the element stands for.
  public func toNat(f : Element) : Nat {
    let (f0, f1, f2, f3, f4, f5, f6, f7, f8) = f;
    var n = Int64.toInt(f8);
    for ((low, high) in [(f6, f7), (f4, f5), (f2, f3), (f0, f1)].values()) {
      n := n * TWO_58 + Int64.toInt((high << 29) +% low);
    };
    let rest = n % P;
    Int.abs(if (rest < 0) rest + P else rest);
  };

  public func isZero(f : Element) : Bool = toNat f == 0;

  public func equal(f : Element, g : Element) : Bool = isZero(sub(f, g));

  public func add(f : Element, g : Element) : Element {
    let (f0, f1, f2, f3, f4, f5, f6, f7, f8) = f;
    let (g0, g1, g2, g3, g4, g5, g6, g7, g8) = g;
    (
      f0 +% g0, f1 +% g1, f2 +% g2, f3 +% g3, f4 +% g4,
      f5 +% g5, f6 +% g6, f7 +% g7, f8 +% g8,
    );
  };

  public func sub(f : Element, g : Element) : Element {
    let (f0, f1, f2, f3, f4, f5, f6, f7, f8) = f;
    let (g0, g1, g2, g3, g4, g5, g6, g7, g8) = g;
    (
      f0 -% g0, f1 -% g1, f2 -% g2, f3 -% g3, f4 -% g4,
      f5 -% g5, f6 -% g6, f7 -% g7, f8 -% g8,
    );
  };

  /// f + g, f - g and 2 h - (f - g), which a doubling needs together; of the weights of their operands.
  public func sums(f : Element, g : Element, h : Element) : (Element, Element, Element) {
    let (f0, f1, f2, f3, f4, f5, f6, f7, f8) = f;
    let (g0, g1, g2, g3, g4, g5, g6, g7, g8) = g;
    let (h0, h1, h2, h3, h4, h5, h6, h7, h8) = h;
    (
      (
        f0 +% g0, f1 +% g1, f2 +% g2, f3 +% g3, f4 +% g4,
        f5 +% g5, f6 +% g6, f7 +% g7, f8 +% g8,
      ),
      (
        f0 -% g0, f1 -% g1, f2 -% g2, f3 -% g3, f4 -% g4,
        f5 -% g5, f6 -% g6, f7 -% g7, f8 -% g8,
      ),
      (
        (h0 << 1) +% g0 -% f0, (h1 << 1) +% g1 -% f1, (h2 << 1) +% g2 -% f2,
        (h3 << 1) +% g3 -% f3, (h4 << 1) +% g4 -% f4, (h5 << 1) +% g5 -% f5,
        (h6 << 1) +% g6 -% f6, (h7 << 1) +% g7 -% f7, (h8 << 1) +% g8 -% f8,
      ),
    );
  };

  public func negate(f : Element) : Element = sub(ZERO, f);

  public func mul(f : Element, g : Element) : Element {
    let (f0, f1, f2, f3, f4, f5, f6, f7, f8) = f;
    let (g0, g1, g2, g3, g4, g5, g6, g7, g8) = g;
    // Columns 9 to 16 of the schoolbook product. 2^(29 * 9) = 2^261 = 64 * 2^255 = 64 * 19 = 1216 (mod p).
    let c9 = f1 *% g8 +% f2 *% g7 +% f3 *% g6 +% f4 *% g5 +% f5 *% g4 +% f6 *% g3 +% f7 *% g2 +% f8 *% g1;
    let c10 = f2 *% g8 +% f3 *% g7 +% f4 *% g6 +% f5 *% g5 +% f6 *% g4 +% f7 *% g3 +% f8 *% g2;
    let c11 = f3 *% g8 +% f4 *% g7 +% f5 *% g6 +% f6 *% g5 +% f7 *% g4 +% f8 *% g3;
    let c12 = f4 *% g8 +% f5 *% g7 +% f6 *% g6 +% f7 *% g5 +% f8 *% g4;
    let c13 = f5 *% g8 +% f6 *% g7 +% f7 *% g6 +% f8 *% g5;
    let c14 = f6 *% g8 +% f7 *% g7 +% f8 *% g6;
    let c15 = f7 *% g8 +% f8 *% g7;
    let c16 = f8 *% g8;
    // Columns 0 to 8, each with 1216 times the low 29 bits of the column 9 above it
    // and the high bits of the one below that.
    var h0 = f0 *% g0 +% FOLD *% (c9 & MASK);
    var h1 = f0 *% g1 +% f1 *% g0 +% FOLD *% ((c10 & MASK) +% (c9 >> 29));
    var h2 = f0 *% g2 +% f1 *% g1 +% f2 *% g0 +% FOLD *% ((c11 & MASK) +% (c10 >> 29));
    var h3 = f0 *% g3 +% f1 *% g2 +% f2 *% g1 +% f3 *% g0 +% FOLD *% ((c12 & MASK) +% (c11 >> 29));
    var h4 = f0 *% g4 +% f1 *% g3 +% f2 *% g2 +% f3 *% g1 +% f4 *% g0 +% FOLD *% ((c13 & MASK) +% (c12 >> 29));
    var h5 = f0 *% g5 +% f1 *% g4 +% f2 *% g3 +% f3 *% g2 +% f4 *% g1 +% f5 *% g0 +%
      FOLD *% ((c14 & MASK) +% (c13 >> 29));
    var h6 = f0 *% g6 +% f1 *% g5 +% f2 *% g4 +% f3 *% g3 +% f4 *% g2 +% f5 *% g1 +% f6 *% g0 +%
      FOLD *% ((c15 & MASK) +% (c14 >> 29));
    var h7 = f0 *% g7 +% f1 *% g6 +% f2 *% g5 +% f3 *% g4 +% f4 *% g3 +% f5 *% g2 +% f6 *% g1 +% f7 *% g0 +%
      FOLD *% ((c16 & MASK) +% (c15 >> 29));
    var h8 = f0 *% g8 +% f1 *% g7 +% f2 *% g6 +% f3 *% g5 +% f4 *% g4 +%
      f5 *% g3 +% f6 *% g2 +% f7 *% g1 +% f8 *% g0 +% FOLD *% (c16 >> 29);
    // The carries: limb i keeps 29 bits, rounded to the nearest; limb 8 keeps 23, for 2^255 = 19.
    var carry = (h0 +% HALF) >> 29;
    h0 -%= carry << 29;
    h1 +%= carry;
    carry := (h1 +% HALF) >> 29;
    h1 -%= carry << 29;
    h2 +%= carry;
    carry := (h2 +% HALF) >> 29;
    h2 -%= carry << 29;
    h3 +%= carry;
    carry := (h3 +% HALF) >> 29;
    h3 -%= carry << 29;
    h4 +%= carry;
    carry := (h4 +% HALF) >> 29;
    h4 -%= carry << 29;
    h5 +%= carry;
    carry := (h5 +% HALF) >> 29;
    h5 -%= carry << 29;
    h6 +%= carry;
    carry := (h6 +% HALF) >> 29;
    h6 -%= carry << 29;
    h7 +%= carry;
    carry := (h7 +% HALF) >> 29;
    h7 -%= carry << 29;
    h8 +%= carry;
    carry := (h8 +% TOP_HALF) >> 23;
    h8 -%= carry << 23;
    h0 +%= 19 *% carry;
    carry := (h0 +% HALF) >> 29;
    h0 -%= carry << 29;
    h1 +%= carry;
    (h0, h1, h2, h3, h4, h5, h6, h7, h8);
  };

  /// f^2; wants weight(f) <= 3.
  public func square(f : Element) : Element = squareTimes(f, 1);

  // f^(2^n), of weight 1 where n > 0; wants weight(f) <= 3. As in `mul`, where each product of two different
  // limbs is there twice; the limbs are made an object when all is done.
  func squareTimes(f : Element, n : Nat32) : Element {
    let (f0, f1, f2, f3, f4, f5, f6, f7, f8) = f;
    var h0 = f0;
    var h1 = f1;
    var h2 = f2;
    var h3 = f3;
    var h4 = f4;
    var h5 = f5;
    var h6 = f6;
    var h7 = f7;
    var h8 = f8;
    var left = n;
    while (left > 0) {
      left -%= 1;
      let t0 = h0 << 1;
      let t1 = h1 << 1;
      let t2 = h2 << 1;
      let t3 = h3 << 1;
      let t4 = h4 << 1;
      let t5 = h5 << 1;
      let t6 = h6 << 1;
      let t7 = h7 << 1;
      let c9 = t1 *% h8 +% t2 *% h7 +% t3 *% h6 +% t4 *% h5;
      let c10 = t2 *% h8 +% t3 *% h7 +% t4 *% h6 +% h5 *% h5;
      let c11 = t3 *% h8 +% t4 *% h7 +% t5 *% h6;
      let c12 = t4 *% h8 +% t5 *% h7 +% h6 *% h6;
      let c13 = t5 *% h8 +% t6 *% h7;
      let c14 = t6 *% h8 +% h7 *% h7;
      let c15 = t7 *% h8;
      let c16 = h8 *% h8;
      let g0 = h0 *% h0 +% FOLD *% (c9 & MASK);
      let g1 = t0 *% h1 +% FOLD *% ((c10 & MASK) +% (c9 >> 29));
      let g2 = t0 *% h2 +% h1 *% h1 +% FOLD *% ((c11 & MASK) +% (c10 >> 29));
      let g3 = t0 *% h3 +% t1 *% h2 +% FOLD *% ((c12 & MASK) +% (c11 >> 29));
      let g4 = t0 *% h4 +% t1 *% h3 +% h2 *% h2 +% FOLD *% ((c13 & MASK) +% (c12 >> 29));
      let g5 = t0 *% h5 +% t1 *% h4 +% t2 *% h3 +% FOLD *% ((c14 & MASK) +% (c13 >> 29));
      let g6 = t0 *% h6 +% t1 *% h5 +% t2 *% h4 +% h3 *% h3 +% FOLD *% ((c15 & MASK) +% (c14 >> 29));
      let g7 = t0 *% h7 +% t1 *% h6 +% t2 *% h5 +% t3 *% h4 +% FOLD *% ((c16 & MASK) +% (c15 >> 29));
      h8 := t0 *% h8 +% t1 *% h7 +% t2 *% h6 +% t3 *% h5 +% h4 *% h4 +% FOLD *% (c16 >> 29);
      h0 := g0;
      h1 := g1;
      h2 := g2;
      h3 := g3;
      h4 := g4;
      h5 := g5;
      h6 := g6;
      h7 := g7;
      // The carries, as above.
      var carry = (h0 +% HALF) >> 29;
      h0 -%= carry << 29;
      h1 +%= carry;
      carry := (h1 +% HALF) >> 29;
      h1 -%= carry << 29;
      h2 +%= carry;
      carry := (h2 +% HALF) >> 29;
      h2 -%= carry << 29;
      h3 +%= carry;
      carry := (h3 +% HALF) >> 29;
      h3 -%= carry << 29;
      h4 +%= carry;
      carry := (h4 +% HALF) >> 29;
      h4 -%= carry << 29;
      h5 +%= carry;
      carry := (h5 +% HALF) >> 29;
      h5 -%= carry << 29;
      h6 +%= carry;
      carry := (h6 +% HALF) >> 29;
      h6 -%= carry << 29;
      h7 +%= carry;
      carry := (h7 +% HALF) >> 29;
      h7 -%= carry << 29;
      h8 +%= carry;
      carry := (h8 +% TOP_HALF) >> 23;
      h8 -%= carry << 23;
      h0 +%= 19 *% carry;
      carry := (h0 +% HALF) >> 29;
      h0 -%= carry << 29;
      h1 +%= carry;
    };
    (h0, h1, h2, h3, h4, h5, h6, h7, h8);
  };

  // f^(2^250 - 1) and f^11: what the two powers below share. In the names, xN is f^(2^N - 1).
  func power250(f : Element) : (Element, Element) {
    let f2 = square(f);
    let f9 = mul(squareTimes(f2, 2), f);
    let f11 = mul(f9, f2);
    let x5 = mul(square(f11), f9);
    let x10 = mul(squareTimes(x5, 5), x5);
    let x20 = mul(squareTimes(x10, 10), x10);
    let x40 = mul(squareTimes(x20, 20), x20);
    let x50 = mul(squareTimes(x40, 10), x10);
    let x100 = mul(squareTimes(x50, 50), x50);
    let x200 = mul(squareTimes(x100, 100), x100);
    let x250 = mul(squareTimes(x200, 50), x50);
    (x250, f11);
  };

  /// 1 / f = f^(p - 2) = f^(2^255 - 21), and 0 for 0.
  public func invert(f : Element) : Element {
    let (x250, f11) = power250(f);
    mul(squareTimes(x250, 5), f11);
  };

  /// f^((p - 5) / 8) = f^(2^252 - 3), the heart of a square root.
  public func power22523(f : Element) : Element {
    let (x250, _) = power250(f);
    mul(squareTimes(x250, 2), f);
  };
};
