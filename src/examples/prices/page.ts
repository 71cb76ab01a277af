import { cborCodec, IcWebSocket } from 'ic-websocket-client';

/** What the canister says; see Prices.mo. */
interface Update {
  tick: number;
  /** In cents, by name. */
  prices: Record<string, number>;
}

const state = document.querySelector<HTMLElement>('#state')!;
const table = document.querySelector<HTMLTableSectionElement>('#prices')!;
const tickShown = document.querySelector<HTMLElement>('#tick')!;

// Which canister, by which gateway, on which network: a file beside this page, see ../README.md.
const { gateway, canisterId, network } = await (await fetch('settings.json')).json();

const socket = new IcWebSocket<Update>(gateway, {
  canisterId,
  network,
  // The canister certifies what arrives, so it is what Prices.mo sends.
  codec: cborCodec((update) => update as Update),
});

let before: Update['prices'] = {};

socket.onmessage = ({ data: { tick, prices } }) => {
  table.replaceChildren(...Object.entries(prices).map(([name, cents]) => row(name, cents)));
  tickShown.textContent = String(tick);
  before = prices;
};

function row(name: string, cents: number): HTMLTableRowElement {
  const tr = document.createElement('tr');
  const change = cents - (before[name] ?? cents);
  tr.className = change > 0 ? 'up' : change < 0 ? 'down' : '';
  tr.insertCell().textContent = name;
  tr.insertCell().textContent = (cents / 100).toFixed(2);
  return tr;
}

socket.onopen = () => (state.textContent = 'Connected');
socket.onreconnecting = () => (state.textContent = 'Connecting again…');
socket.onclose = ({ code, reason }) => (state.textContent = `Disconnected: ${code} ${reason}`);
