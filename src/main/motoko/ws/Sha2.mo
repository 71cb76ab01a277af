/// SHA-256 and SHA-512 as in FIPS 180-4, for canisters.
///
/// Both take the message in parts, so that a caller who hashes a concatenation need not make it.
/// Any length is right; the cost is about 64 (80) rounds for every 64 (128) bytes, and a copy of the message
/// (four bytes of memory a byte), for SHA-256 of one part at a time. Pure functions.

import Blob "mo:core/Blob";
import Nat "mo:core/Nat";
import Nat16 "mo:core/Nat16";
import Nat32 "mo:core/Nat32";
import Nat64 "mo:core/Nat64";
import Nat8 "mo:core/Nat8";
import VarArray "mo:core/VarArray";

module {
  // The first 32 (64) bits of the fractional parts of the square roots of the first 8 primes.
  let INITIAL_256 : [Nat32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
    0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ];
  let INITIAL_512 : [Nat64] = [
    0x6a09_e667_f3bc_c908, 0xbb67_ae85_84ca_a73b, 0x3c6e_f372_fe94_f82b, 0xa54f_f53a_5f1d_36f1,
    0x510e_527f_ade6_82d1, 0x9b05_688c_2b3e_6c1f, 0x1f83_d9ab_fb41_bd6b, 0x5be0_cd19_137e_2179,
  ];

  /// The constants of as many rounds as there are words in a block.
  type Sixteen = (
    Nat32, Nat32, Nat32, Nat32, Nat32, Nat32, Nat32, Nat32,
    Nat32, Nat32, Nat32, Nat32, Nat32, Nat32, Nat32, Nat32,
  );

  // The same of the cube roots of the first 64 (80) primes.
  let ROUND_256 : [Sixteen] = [
    (
      0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
      0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    ),
    (
      0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
      0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    ),
    (
      0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
      0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    ),
    (
      0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
      0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
    ),
  ];
  let ROUND_512 : [Nat64] = [
    0x428a_2f98_d728_ae22, 0x7137_4491_23ef_65cd, 0xb5c0_fbcf_ec4d_3b2f, 0xe9b5_dba5_8189_dbbc,
    0x3956_c25b_f348_b538, 0x59f1_11f1_b605_d019, 0x923f_82a4_af19_4f9b, 0xab1c_5ed5_da6d_8118,
    0xd807_aa98_a303_0242, 0x1283_5b01_4570_6fbe, 0x2431_85be_4ee4_b28c, 0x550c_7dc3_d5ff_b4e2,
    0x72be_5d74_f27b_896f, 0x80de_b1fe_3b16_96b1, 0x9bdc_06a7_25c7_1235, 0xc19b_f174_cf69_2694,
    0xe49b_69c1_9ef1_4ad2, 0xefbe_4786_384f_25e3, 0x0fc1_9dc6_8b8c_d5b5, 0x240c_a1cc_77ac_9c65,
    0x2de9_2c6f_592b_0275, 0x4a74_84aa_6ea6_e483, 0x5cb0_a9dc_bd41_fbd4, 0x76f9_88da_8311_53b5,
    0x983e_5152_ee66_dfab, 0xa831_c66d_2db4_3210, 0xb003_27c8_98fb_213f, 0xbf59_7fc7_beef_0ee4,
    0xc6e0_0bf3_3da8_8fc2, 0xd5a7_9147_930a_a725, 0x06ca_6351_e003_826f, 0x1429_2967_0a0e_6e70,
    0x27b7_0a85_46d2_2ffc, 0x2e1b_2138_5c26_c926, 0x4d2c_6dfc_5ac4_2aed, 0x5338_0d13_9d95_b3df,
    0x650a_7354_8baf_63de, 0x766a_0abb_3c77_b2a8, 0x81c2_c92e_47ed_aee6, 0x9272_2c85_1482_353b,
    0xa2bf_e8a1_4cf1_0364, 0xa81a_664b_bc42_3001, 0xc24b_8b70_d0f8_9791, 0xc76c_51a3_0654_be30,
    0xd192_e819_d6ef_5218, 0xd699_0624_5565_a910, 0xf40e_3585_5771_202a, 0x106a_a070_32bb_d1b8,
    0x19a4_c116_b8d2_d0c8, 0x1e37_6c08_5141_ab53, 0x2748_774c_df8e_eb99, 0x34b0_bcb5_e19b_48a8,
    0x391c_0cb3_c5c9_5a63, 0x4ed8_aa4a_e341_8acb, 0x5b9c_ca4f_7763_e373, 0x682e_6ff3_d6b2_b8a3,
    0x748f_82ee_5def_b2fc, 0x78a5_636f_4317_2f60, 0x84c8_7814_a1f0_ab72, 0x8cc7_0208_1a64_39ec,
    0x90be_fffa_2363_1e28, 0xa450_6ceb_de82_bde9, 0xbef9_a3f7_b2c6_7915, 0xc671_78f2_e372_532b,
    0xca27_3ece_ea26_619c, 0xd186_b8c7_21c0_c207, 0xeada_7dd6_cde0_eb1e, 0xf57d_4f7f_ee6e_d178,
    0x06f0_67aa_7217_6fba, 0x0a63_7dc5_a2c8_98a6, 0x113f_9804_bef9_0dae, 0x1b71_0b35_131c_471b,
    0x28db_77f5_2304_7d84, 0x32ca_ab7b_40c7_2493, 0x3c9e_be0a_15c9_bebc, 0x431d_67c4_9c10_0d4c,
    0x4cc5_d4be_cb3e_42b6, 0x597f_299c_fc65_7e2a, 0x5fcb_6fab_3ad6_faec, 0x6c44_198c_4a47_5817,
  ];

  /// The 32 bytes of SHA-256 over the concatenation of `parts`.
  ///
  /// All of it is in one function and in local variables, since these are all that the compiler keeps as
  /// machine words: a `Nat32` in an array, in a closure or passed to a function is made an object, which
  /// costs more than what is done to it here.
  public func sha256(parts : [Blob]) : Blob {
    var h0 = INITIAL_256[0];
    var h1 = INITIAL_256[1];
    var h2 = INITIAL_256[2];
    var h3 = INITIAL_256[3];
    var h4 = INITIAL_256[4];
    var h5 = INITIAL_256[5];
    var h6 = INITIAL_256[6];
    var h7 = INITIAL_256[7];
    var w0 : Nat32 = 0;
    var w1 : Nat32 = 0;
    var w2 : Nat32 = 0;
    var w3 : Nat32 = 0;
    var w4 : Nat32 = 0;
    var w5 : Nat32 = 0;
    var w6 : Nat32 = 0;
    var w7 : Nat32 = 0;
    var w8 : Nat32 = 0;
    var w9 : Nat32 = 0;
    var w10 : Nat32 = 0;
    var w11 : Nat32 = 0;
    var w12 : Nat32 = 0;
    var w13 : Nat32 = 0;
    var w14 : Nat32 = 0;
    var w15 : Nat32 = 0;
    // The bytes of a word that have come, behind a one; the words of a block that have come, in the last of
    // the variables above.
    var word : Nat32 = 1;
    var words : Nat32 = 0;
    var size = 0;
    for (i in Nat.rangeInclusive(0, parts.size())) {
      let bytes = if (i < parts.size()) Blob.toVarArray(parts[i]) else padding(size);
      size += bytes.size();
      for (byte in bytes.values()) {
        if (word < 0x100_0000) {
          word := (word << 8) | Nat32.fromNat16(Nat16.fromNat8(byte));
        } else {
          w0 := w1; w1 := w2; w2 := w3; w3 := w4; w4 := w5;
          w5 := w6; w6 := w7; w7 := w8; w8 := w9; w9 := w10;
          w10 := w11; w11 := w12; w12 := w13; w13 := w14; w14 := w15;
          w15 := (word << 8) | Nat32.fromNat16(Nat16.fromNat8(byte));
          word := 1;
          words +%= 1;
          if (words == 16) {
            words := 0;
            var a = h0;
            var b = h1;
            var c = h2;
            var d = h3;
            var e = h4;
            var f = h5;
            var g = h6;
            var h = h7;
            // Sixteen rounds at a time: instead of each of the eight variables one round later the next is
            // named, and the words of the next sixteen take the places of these.
            for (k in ROUND_256.values()) {
              h +%= ((e <>> 6) ^ (e <>> 11) ^ (e <>> 25)) +% (g ^ (e & (f ^ g))) +% k.0 +% w0;
              d +%= h;
              h +%= ((a <>> 2) ^ (a <>> 13) ^ (a <>> 22)) +% ((a & b) | (c & (a | b)));
              g +%= ((d <>> 6) ^ (d <>> 11) ^ (d <>> 25)) +% (f ^ (d & (e ^ f))) +% k.1 +% w1;
              c +%= g;
              g +%= ((h <>> 2) ^ (h <>> 13) ^ (h <>> 22)) +% ((h & a) | (b & (h | a)));
              f +%= ((c <>> 6) ^ (c <>> 11) ^ (c <>> 25)) +% (e ^ (c & (d ^ e))) +% k.2 +% w2;
              b +%= f;
              f +%= ((g <>> 2) ^ (g <>> 13) ^ (g <>> 22)) +% ((g & h) | (a & (g | h)));
              e +%= ((b <>> 6) ^ (b <>> 11) ^ (b <>> 25)) +% (d ^ (b & (c ^ d))) +% k.3 +% w3;
              a +%= e;
              e +%= ((f <>> 2) ^ (f <>> 13) ^ (f <>> 22)) +% ((f & g) | (h & (f | g)));
              d +%= ((a <>> 6) ^ (a <>> 11) ^ (a <>> 25)) +% (c ^ (a & (b ^ c))) +% k.4 +% w4;
              h +%= d;
              d +%= ((e <>> 2) ^ (e <>> 13) ^ (e <>> 22)) +% ((e & f) | (g & (e | f)));
              c +%= ((h <>> 6) ^ (h <>> 11) ^ (h <>> 25)) +% (b ^ (h & (a ^ b))) +% k.5 +% w5;
              g +%= c;
              c +%= ((d <>> 2) ^ (d <>> 13) ^ (d <>> 22)) +% ((d & e) | (f & (d | e)));
              b +%= ((g <>> 6) ^ (g <>> 11) ^ (g <>> 25)) +% (a ^ (g & (h ^ a))) +% k.6 +% w6;
              f +%= b;
              b +%= ((c <>> 2) ^ (c <>> 13) ^ (c <>> 22)) +% ((c & d) | (e & (c | d)));
              a +%= ((f <>> 6) ^ (f <>> 11) ^ (f <>> 25)) +% (h ^ (f & (g ^ h))) +% k.7 +% w7;
              e +%= a;
              a +%= ((b <>> 2) ^ (b <>> 13) ^ (b <>> 22)) +% ((b & c) | (d & (b | c)));
              h +%= ((e <>> 6) ^ (e <>> 11) ^ (e <>> 25)) +% (g ^ (e & (f ^ g))) +% k.8 +% w8;
              d +%= h;
              h +%= ((a <>> 2) ^ (a <>> 13) ^ (a <>> 22)) +% ((a & b) | (c & (a | b)));
              g +%= ((d <>> 6) ^ (d <>> 11) ^ (d <>> 25)) +% (f ^ (d & (e ^ f))) +% k.9 +% w9;
              c +%= g;
              g +%= ((h <>> 2) ^ (h <>> 13) ^ (h <>> 22)) +% ((h & a) | (b & (h | a)));
              f +%= ((c <>> 6) ^ (c <>> 11) ^ (c <>> 25)) +% (e ^ (c & (d ^ e))) +% k.10 +% w10;
              b +%= f;
              f +%= ((g <>> 2) ^ (g <>> 13) ^ (g <>> 22)) +% ((g & h) | (a & (g | h)));
              e +%= ((b <>> 6) ^ (b <>> 11) ^ (b <>> 25)) +% (d ^ (b & (c ^ d))) +% k.11 +% w11;
              a +%= e;
              e +%= ((f <>> 2) ^ (f <>> 13) ^ (f <>> 22)) +% ((f & g) | (h & (f | g)));
              d +%= ((a <>> 6) ^ (a <>> 11) ^ (a <>> 25)) +% (c ^ (a & (b ^ c))) +% k.12 +% w12;
              h +%= d;
              d +%= ((e <>> 2) ^ (e <>> 13) ^ (e <>> 22)) +% ((e & f) | (g & (e | f)));
              c +%= ((h <>> 6) ^ (h <>> 11) ^ (h <>> 25)) +% (b ^ (h & (a ^ b))) +% k.13 +% w13;
              g +%= c;
              c +%= ((d <>> 2) ^ (d <>> 13) ^ (d <>> 22)) +% ((d & e) | (f & (d | e)));
              b +%= ((g <>> 6) ^ (g <>> 11) ^ (g <>> 25)) +% (a ^ (g & (h ^ a))) +% k.14 +% w14;
              f +%= b;
              b +%= ((c <>> 2) ^ (c <>> 13) ^ (c <>> 22)) +% ((c & d) | (e & (c | d)));
              a +%= ((f <>> 6) ^ (f <>> 11) ^ (f <>> 25)) +% (h ^ (f & (g ^ h))) +% k.15 +% w15;
              e +%= a;
              a +%= ((b <>> 2) ^ (b <>> 13) ^ (b <>> 22)) +% ((b & c) | (d & (b | c)));
              w0 +%= ((w1 <>> 7) ^ (w1 <>> 18) ^ (w1 >> 3)) +% w9 +% ((w14 <>> 17) ^ (w14 <>> 19) ^ (w14 >> 10));
              w1 +%= ((w2 <>> 7) ^ (w2 <>> 18) ^ (w2 >> 3)) +% w10 +% ((w15 <>> 17) ^ (w15 <>> 19) ^ (w15 >> 10));
              w2 +%= ((w3 <>> 7) ^ (w3 <>> 18) ^ (w3 >> 3)) +% w11 +% ((w0 <>> 17) ^ (w0 <>> 19) ^ (w0 >> 10));
              w3 +%= ((w4 <>> 7) ^ (w4 <>> 18) ^ (w4 >> 3)) +% w12 +% ((w1 <>> 17) ^ (w1 <>> 19) ^ (w1 >> 10));
              w4 +%= ((w5 <>> 7) ^ (w5 <>> 18) ^ (w5 >> 3)) +% w13 +% ((w2 <>> 17) ^ (w2 <>> 19) ^ (w2 >> 10));
              w5 +%= ((w6 <>> 7) ^ (w6 <>> 18) ^ (w6 >> 3)) +% w14 +% ((w3 <>> 17) ^ (w3 <>> 19) ^ (w3 >> 10));
              w6 +%= ((w7 <>> 7) ^ (w7 <>> 18) ^ (w7 >> 3)) +% w15 +% ((w4 <>> 17) ^ (w4 <>> 19) ^ (w4 >> 10));
              w7 +%= ((w8 <>> 7) ^ (w8 <>> 18) ^ (w8 >> 3)) +% w0 +% ((w5 <>> 17) ^ (w5 <>> 19) ^ (w5 >> 10));
              w8 +%= ((w9 <>> 7) ^ (w9 <>> 18) ^ (w9 >> 3)) +% w1 +% ((w6 <>> 17) ^ (w6 <>> 19) ^ (w6 >> 10));
              w9 +%= ((w10 <>> 7) ^ (w10 <>> 18) ^ (w10 >> 3)) +% w2 +% ((w7 <>> 17) ^ (w7 <>> 19) ^ (w7 >> 10));
              w10 +%= ((w11 <>> 7) ^ (w11 <>> 18) ^ (w11 >> 3)) +% w3 +% ((w8 <>> 17) ^ (w8 <>> 19) ^ (w8 >> 10));
              w11 +%= ((w12 <>> 7) ^ (w12 <>> 18) ^ (w12 >> 3)) +% w4 +% ((w9 <>> 17) ^ (w9 <>> 19) ^ (w9 >> 10));
              w12 +%= ((w13 <>> 7) ^ (w13 <>> 18) ^ (w13 >> 3)) +% w5 +% ((w10 <>> 17) ^ (w10 <>> 19) ^ (w10 >> 10));
              w13 +%= ((w14 <>> 7) ^ (w14 <>> 18) ^ (w14 >> 3)) +% w6 +% ((w11 <>> 17) ^ (w11 <>> 19) ^ (w11 >> 10));
              w14 +%= ((w15 <>> 7) ^ (w15 <>> 18) ^ (w15 >> 3)) +% w7 +% ((w12 <>> 17) ^ (w12 <>> 19) ^ (w12 >> 10));
              w15 +%= ((w0 <>> 7) ^ (w0 <>> 18) ^ (w0 >> 3)) +% w8 +% ((w13 <>> 17) ^ (w13 <>> 19) ^ (w13 >> 10));
            };
            h0 +%= a;
            h1 +%= b;
            h2 +%= c;
            h3 +%= d;
            h4 +%= e;
            h5 +%= f;
            h6 +%= g;
            h7 +%= h;
          };
        };
      };
    };
    let (b0, b1, b2, b3) = Nat32.explode(h0);
    let (b4, b5, b6, b7) = Nat32.explode(h1);
    let (b8, b9, b10, b11) = Nat32.explode(h2);
    let (b12, b13, b14, b15) = Nat32.explode(h3);
    let (b16, b17, b18, b19) = Nat32.explode(h4);
    let (b20, b21, b22, b23) = Nat32.explode(h5);
    let (b24, b25, b26, b27) = Nat32.explode(h6);
    let (b28, b29, b30, b31) = Nat32.explode(h7);
    Blob.fromArray([
      b0, b1, b2, b3, b4, b5, b6, b7,
      b8, b9, b10, b11, b12, b13, b14, b15,
      b16, b17, b18, b19, b20, b21, b22, b23,
      b24, b25, b26, b27, b28, b29, b30, b31,
    ]);
  };

  // What completes the last block of a message of `size` bytes: a one bit, zeros, and its length in bits.
  func padding(size : Nat) : [var Nat8] {
    let zeros : Nat = (119 - size % 64) % 64;
    let padding = VarArray.repeat<Nat8>(0, zeros + 9);
    padding[0] := 0x80;
    let (l0, l1, l2, l3, l4, l5, l6, l7) = Nat64.explode(Nat64.fromNat(8 * size));
    var at = zeros;
    for (byte in [l0, l1, l2, l3, l4, l5, l6, l7].values()) {
      at += 1;
      padding[at] := byte;
    };
    padding;
  };

  /// The 64 bytes of SHA-512 over the concatenation of `parts`.
  public func sha512(parts : [Blob]) : Blob {
    let message = padded(parts, 128, 16);
    let state = VarArray.tabulate<Nat64>(8, func i = INITIAL_512[i]);
    let schedule = VarArray.repeat<Nat64>(0, 80);
    var block = 0;
    while (block < message.size()) {
      expand512(schedule, message, block);
      compress512(state, schedule);
      block += 128;
    };
    let digest = VarArray.repeat<Nat8>(0, 64);
    for (i in Nat.range(0, 8)) writeBigEndian(digest, 8 * i, 8, state[i]);
    Blob.fromVarArray(digest);
  };

  // The message, a one bit, zeros, and its length in bits in the last `lengthBytes`; whole blocks.
  func padded(parts : [Blob], blockBytes : Nat, lengthBytes : Nat) : [var Nat8] {
    var size = 0;
    for (part in parts.values()) size += part.size();
    let blocks = (size + lengthBytes) / blockBytes + 1;
    let message = VarArray.repeat<Nat8>(0, blocks * blockBytes);
    var at = 0;
    for (part in parts.values()) {
      for (byte in part.values()) {
        message[at] := byte;
        at += 1;
      };
    };
    message[at] := 0x80;
    writeBigEndian(message, blocks * blockBytes - 8 : Nat, 8, Nat64.fromNat(8 * size));
    message;
  };

  func writeBigEndian(target : [var Nat8], at : Nat, bytes : Nat, value : Nat64) {
    var rest = value;
    var i = at + bytes;
    while (i > at) {
      i -= 1;
      target[i] := Nat64.toNat8(rest & 0xff);
      rest >>= 8;
    };
  };

  func byteAt(message : [var Nat8], at : Nat) : Nat32 {
    Nat32.fromNat16(Nat16.fromNat8(message[at]));
  };

  func word(message : [var Nat8], at : Nat) : Nat32 {
    (byteAt(message, at) << 24) | (byteAt(message, at + 1) << 16) |
    (byteAt(message, at + 2) << 8) | byteAt(message, at + 3);
  };

  // The message schedule of the block that begins at byte `from`.
  func expand512(w : [var Nat64], message : [var Nat8], from : Nat) {
    var t = 0;
    while (t < 16) {
      let at = from + 8 * t;
      w[t] := (Nat64.fromNat32(word(message, at)) << 32) | Nat64.fromNat32(word(message, at + 4));
      t += 1;
    };
    while (t < 80) {
      let x = w[t - 15 : Nat];
      let y = w[t - 2 : Nat];
      let s0 = (x <>> 1) ^ (x <>> 8) ^ (x >> 7);
      let s1 = (y <>> 19) ^ (y <>> 61) ^ (y >> 6);
      w[t] := w[t - 16 : Nat] +% s0 +% w[t - 7 : Nat] +% s1;
      t += 1;
    };
  };

  func compress512(state : [var Nat64], w : [var Nat64]) {
    var a = state[0];
    var b = state[1];
    var c = state[2];
    var d = state[3];
    var e = state[4];
    var f = state[5];
    var g = state[6];
    var h = state[7];
    var t = 0;
    while (t < 80) {
      let sum1 = (e <>> 14) ^ (e <>> 18) ^ (e <>> 41);
      let choice = (e & f) ^ (^e & g);
      let t1 = h +% sum1 +% choice +% ROUND_512[t] +% w[t];
      let sum0 = (a <>> 28) ^ (a <>> 34) ^ (a <>> 39);
      let majority = (a & b) ^ (a & c) ^ (b & c);
      let t2 = sum0 +% majority;
      h := g;
      g := f;
      f := e;
      e := d +% t1;
      d := c;
      c := b;
      b := a;
      a := t1 +% t2;
      t += 1;
    };
    state[0] +%= a;
    state[1] +%= b;
    state[2] +%= c;
    state[3] +%= d;
    state[4] +%= e;
    state[5] +%= f;
    state[6] +%= g;
    state[7] +%= h;
  };
};
