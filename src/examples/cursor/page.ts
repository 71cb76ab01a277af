import { cborCodec, IcWebSocket } from 'ic-websocket-client';

/** In thousandths of the field; see Cursor.mo. */
interface Position {
  x: number;
  y: number;
}

/** Where somebody's pointer is; without a position, they have left. */
type Seen = { who: number } & Partial<Position>;

const state = document.querySelector<HTMLElement>('#state')!;
const field = document.querySelector<HTMLElement>('#field')!;
const cursors = new Map<number, HTMLElement>();

// Which canister, by which gateway, on which network: a file beside this page, see ../README.md.
const { gateway, canisterId, network } = await (await fetch('settings.json')).json();

const socket = new IcWebSocket<Seen, Position>(gateway, {
  canisterId,
  network,
  // The canister certifies what arrives, so it is what Cursor.mo sends.
  codec: cborCodec<any>((seen) => seen),
});

// A pointer moves faster than a canister takes messages, so one position is on its way at a time, and
// after it the newest.
let newest: Position | undefined;
let isOneUnderway = false;

function sendNewest(): void {
  if (newest !== undefined && !isOneUnderway && socket.readyState === IcWebSocket.OPEN) {
    isOneUnderway = true;
    socket.send(newest);
    newest = undefined;
  }
}

field.onpointermove = ({ clientX, clientY }) => {
  const { left, top, width, height } = field.getBoundingClientRect();
  const thousandths = (part: number) => Math.min(1000, Math.max(0, Math.round(part * 1000)));
  newest = { x: thousandths((clientX - left) / width), y: thousandths((clientY - top) / height) };
  sendNewest();
};

socket.onmessage = ({ data: { who, x, y } }) => {
  if (BigInt(who) === socket.clientId) {
    isOneUnderway = false; // it has been to the canister and back
    sendNewest();
  } else if (x === undefined || y === undefined) {
    cursors.get(who)?.remove();
    cursors.delete(who);
  } else {
    Object.assign(cursorOf(who).style, { left: `${x / 10}%`, top: `${y / 10}%` });
  }
};

function cursorOf(who: number): HTMLElement {
  let cursor = cursors.get(who);
  if (cursor === undefined) {
    cursor = document.createElement('div');
    cursor.className = 'cursor';
    cursor.style.background = `hsl(${(who * 137) % 360} 80% 50%)`;
    field.append(cursor);
    cursors.set(who, cursor);
  }
  return cursor;
}

socket.onopen = () => {
  state.textContent = 'Connected';
  // After a break this is another client, whom the canister tells of everybody there is.
  isOneUnderway = false;
  cursors.clear();
  field.replaceChildren();
  sendNewest();
};
socket.onreconnecting = () => (state.textContent = 'Connecting again…');
socket.onclose = ({ code, reason }) => (state.textContent = `Disconnected: ${code} ${reason}`);
