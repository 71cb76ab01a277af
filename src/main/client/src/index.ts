export type { IdentitySource } from './authority.js';
export { describeCloseCode } from './closeCodes.js';
export { type Codec, cborCodec, rawCodec } from './codec.js';
export { IcWebSocketError, type IcWebSocketErrorCode } from './errors.js';
export {
  IcCloseEvent,
  IcErrorEvent,
  IcMessageEvent,
  IcOpenEvent,
  IcReconnectingEvent,
  type IcWebSocketEventMap,
} from './events.js';
export { IcWebSocket } from './icWebSocket.js';
export type {
  IcWebSocketOptions,
  Limits,
  Network,
  Reconnection,
  WebSocketConstructor,
  WebSocketLike,
} from './options.js';
