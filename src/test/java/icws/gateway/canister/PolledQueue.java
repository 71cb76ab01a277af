package icws.gateway.canister;

import icws.gateway.wire.ClientKey;
import icws.gateway.wire.RisingKeys;
import icws.gateway.wire.WireProtocol;
import icws.gateway.wire.poc.PocFrames;
import icws.gateway.wire.poc.PocProtocol;
import icws.gateway.wire.v1.V1Protocol;
import icws.ic.Bytes;
import icws.ic.Principal;
import icws.ic.Sha256;
import icws.ic.candid.Candid;
import icws.ic.candid.CandidValue;
import icws.ic.cbor.CborMap;
import icws.ic.cbor.CborWriter;
import icws.ic.certificate.HashTree;
import icws.ic.identity.EnvelopeVerifier;
import java.math.BigInteger;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A queue at a canister, and what is answered to a poll of it, in either protocol. */
enum PolledQueue {
  POC {
    @Override
    WireProtocol protocol(Principal gateway) {
      return new PocProtocol();
    }

    @Override
    ClientKey client(int number) {
      return new ClientKey.Numbered(number);
    }

    @Override
    Bytes content(ClientKey client, int sequence) {
      return PocFrames.content(((ClientKey.Numbered) client).id(), sequence, "message " + sequence);
    }

    @Override
    CandidValue message(Message message) {
      return CandidValue.record(
          Map.of(
              "client_id", CandidValue.nat64(((ClientKey.Numbered) message.shown()).id()),
              "key", CandidValue.text(message.key()),
              "val", CandidValue.blob(message.content())));
    }

    @Override
    CandidValue reply(Map<String, CandidValue> fields, boolean more) {
      return CandidValue.record(fields);
    }
  },

  V1 {
    @Override
    WireProtocol protocol(Principal gateway) {
      return new V1Protocol(
          gateway,
          new EnvelopeVerifier(
              Clock.systemUTC(),
              () -> {
                throw new AssertionError("frames are not read here");
              }));
    }

    @Override
    ClientKey client(int number) {
      return new ClientKey.Signing(Principal.selfAuthenticating(Bytes.of(number)), number);
    }

    @Override
    Bytes content(ClientKey client, int sequence) {
      ClientKey.Signing key = (ClientKey.Signing) client;
      CborWriter out = new CborWriter().selfDescribe().map(5).key("client_key");
      out.value(
          CborMap.of(
              Map.of(
                  "client_principal",
                  key.principal().raw(),
                  "client_nonce",
                  BigInteger.valueOf(key.nonce()))));
      out.key("sequence_num").unsigned64(sequence).key("timestamp").unsigned64(1_000 + sequence);
      out.key("is_service_message").bool(false).key("content").bytes(Bytes.utf8("message"));
      return out.toBytes();
    }

    @Override
    CandidValue message(Message message) {
      ClientKey.Signing key = (ClientKey.Signing) message.shown();
      CandidValue shown =
          CandidValue.record(
              Map.of(
                  "client_principal", CandidValue.principal(key.principal()),
                  "client_nonce", CandidValue.nat64(key.nonce())));
      return CandidValue.record(
          Map.of(
              "client_key", shown,
              "key", CandidValue.text(message.key()),
              "content", CandidValue.blob(message.content())));
    }

    @Override
    CandidValue reply(Map<String, CandidValue> fields, boolean more) {
      Map<String, CandidValue> all = new LinkedHashMap<>(fields);
      all.put("is_end_of_queue", CandidValue.bool(!more));
      return CandidValue.variant("Ok", CandidValue.record(all));
    }
  };

  /**
   * A message in a reply.
   *
   * @param shown whom the reply says that it is for
   */
  record Message(ClientKey shown, String key, Bytes content) {
    HashTree inTree() {
      return SigningNetwork.labeled(key, new HashTree.Leaf(Sha256.hash(content)));
    }
  }

  abstract WireProtocol protocol(Principal gateway);

  abstract ClientKey client(int number);

  abstract Bytes content(ClientKey client, int sequence);

  abstract CandidValue message(Message message);

  abstract CandidValue reply(Map<String, CandidValue> fields, boolean more);

  /** The message with a nonce, for one of two clients in turn. */
  Message message(Principal gateway, int nonce) {
    ClientKey client = client(20 + nonce % 2);
    return new Message(client, RisingKeys.key(gateway, nonce), content(client, nonce));
  }

  Bytes reply(List<Message> messages, boolean more, Bytes certificate, Bytes tree) {
    List<CandidValue> encoded = new ArrayList<>();
    messages.forEach(message -> encoded.add(message(message)));
    Map<String, CandidValue> fields =
        Map.of(
            "messages", CandidValue.vec(encoded),
            "cert", CandidValue.blob(certificate),
            "tree", CandidValue.blob(tree));
    return Candid.encode(reply(fields, more));
  }

  /** The canister's tree with these parts in its queue, from left to right. */
  static HashTree tree(List<HashTree> parts) {
    HashTree level = new HashTree.Empty();
    for (HashTree part : parts) {
      level = level instanceof HashTree.Empty ? part : new HashTree.Fork(level, part);
    }
    return SigningNetwork.labeled("websocket", level);
  }

  static HashTree pruned(HashTree part) {
    return new HashTree.Pruned(part.digest());
  }
}
