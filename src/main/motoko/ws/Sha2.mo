/// SHA-256 and SHA-512 as in FIPS 180-4, for canisters.
///
/// Both take the message in parts, so that a caller who hashes a concatenation need not make it.
/// Any length is right; the cost is about 64 (80) rounds for every 64 (128) bytes, and for SHA-512 one
/// padded copy of the message (four bytes of memory a byte). Pure functions.

import Array "mo:core/Array";
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

  // The same of the cube roots of the first 64 (80) primes.
  let ROUND_256 : [Nat32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
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
  public func sha256(parts : [Blob]) : Blob {
    let state = VarArray.tabulate<Nat32>(8, func i = INITIAL_256[i]);
    let schedule = VarArray.repeat<Nat32>(0, 16);
    var at = 0;
    var word : Nat32 = 0;
    func hash(part : Blob) {
      let size = part.size();
      var i = 0;
      var partial = word;
      while (i < size) {
        partial := (partial << 8) | Nat32.fromNat16(Nat16.fromNat8(part[i]));
        i += 1;
        at += 1;
        if (at % 4 == 0) schedule[(at / 4 - 1 : Nat)] := partial;
        if (at == 64) {
          compress256(state, schedule);
          at := 0;
        };
      };
      word := partial;
    };
    var size = 0;
    for (part in parts.values()) {
      size += part.size();
      hash(part);
    };
    hash(padding(size));
    let digest = VarArray.repeat<Nat8>(0, 32);
    for (i in Nat.range(0, 8)) writeBigEndian(digest, 4 * i, 4, Nat64.fromNat32(state[i]));
    Blob.fromVarArray(digest);
  };

  // What completes the last block of a message: a one bit, zeros, and the message's length in bits.
  func padding(size : Nat) : Blob {
    let length = Nat64.fromNat(8 * size);
    let bytes : Nat = 72 - (size + 8) % 64;
    func byte(i : Nat) : Nat8 {
      if (i == 0) return 0x80;
      let fromEnd : Nat = bytes - 1 - i;
      if (fromEnd < 8) Nat64.toNat8((length >> Nat64.fromNat(8 * fromEnd)) & 0xff) else 0;
    };
    Blob.fromArray(Array.tabulate<Nat8>(bytes, byte));
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

  // The message schedule has 64 words. Here 16 of them are kept, each in the place of the one that is
  // needed no more: words in arrays are what takes memory.
  func compress256(state : [var Nat32], w : [var Nat32]) {
    var a = state[0];
    var b = state[1];
    var c = state[2];
    var d = state[3];
    var e = state[4];
    var f = state[5];
    var g = state[6];
    var h = state[7];
    var t = 0;
    while (t < 64) {
      let sum1 = (e <>> 6) ^ (e <>> 11) ^ (e <>> 25);
      let choice = (e & f) ^ (^e & g);
      let place = t % 16;
      if (t >= 16) {
        let x = w[(t + 1) % 16];
        let y = w[(t + 14) % 16];
        let s0 = (x <>> 7) ^ (x <>> 18) ^ (x >> 3);
        let s1 = (y <>> 17) ^ (y <>> 19) ^ (y >> 10);
        w[place] := w[place] +% s0 +% w[(t + 9) % 16] +% s1;
      };
      let t1 = h +% sum1 +% choice +% ROUND_256[t] +% w[place];
      let sum0 = (a <>> 2) ^ (a <>> 13) ^ (a <>> 22);
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
