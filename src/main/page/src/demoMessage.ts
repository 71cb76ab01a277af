import { type Codec, cborCodec } from 'ic-websocket-client';

/** What the demo canister says and hears: CBOR `{ text : tstr }`. */
export interface DemoMessage {
  readonly text: string;
}

export const demoCodec: Codec<DemoMessage> = cborCodec((value) => {
  if (value !== null && typeof value === 'object' && 'text' in value) {
    const { text } = value;
    if (typeof text === 'string') {
      return { text };
    }
  }
  throw new Error('not a message of the demo canister');
});
