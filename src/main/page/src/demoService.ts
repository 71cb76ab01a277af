import type { ActorMethod } from '@dfinity/agent';
import { IDL } from '@dfinity/candid';
import type { Principal } from '@dfinity/principal';

/** What the demo canister says and hears in protocol v1. */
interface AppMessage {
  text: string;
}

interface ClientKey {
  client_principal: Principal;
  client_nonce: bigint;
}

interface WebSocketMessage {
  client_key: ClientKey;
  sequence_num: bigint;
  timestamp: bigint;
  is_service_message: boolean;
  content: Uint8Array | number[];
}

type Result = { Ok: null } | { Err: string };

/** What ic-websocket-js looks for in a canister: in `ws_message`, the type of its messages. */
export interface DemoService {
  ws_open: ActorMethod<[{ client_nonce: bigint; gateway_principal: Principal }], Result>;
  ws_message: ActorMethod<[{ msg: WebSocketMessage }, [] | [AppMessage]], Result>;
}

/** The same in Candid. */
export const demoInterface: IDL.InterfaceFactory = () => {
  const appMessage = IDL.Record({ text: IDL.Text });
  const clientKey = IDL.Record({ client_principal: IDL.Principal, client_nonce: IDL.Nat64 });
  const message = IDL.Record({
    client_key: clientKey,
    sequence_num: IDL.Nat64,
    timestamp: IDL.Nat64,
    is_service_message: IDL.Bool,
    content: IDL.Vec(IDL.Nat8),
  });
  const opening = IDL.Record({ client_nonce: IDL.Nat64, gateway_principal: IDL.Principal });
  const result = IDL.Variant({ Ok: IDL.Null, Err: IDL.Text });
  return IDL.Service({
    ws_open: IDL.Func([opening], [result], []),
    ws_message: IDL.Func([IDL.Record({ msg: message }), IDL.Opt(appMessage)], [result], []),
  });
};
