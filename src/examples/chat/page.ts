import { cborCodec, IcWebSocket } from 'ic-websocket-client';

/** What a client says; see Chat.mo. */
type Request = { join: string; name: string } | { say: string };

/** What everybody in the room hears. */
interface Line {
  who: string;
  text: string;
}

const state = document.querySelector<HTMLElement>('#state')!;
const entry = document.querySelector<HTMLFormElement>('#entry')!;
const composer = document.querySelector<HTMLFormElement>('#composer')!;
const lines = document.querySelector<HTMLElement>('#lines')!;
const field = (id: string) => document.querySelector<HTMLInputElement>(`#${id}`)!;

// Which canister, by which gateway, on which network: a file beside this page, see ../README.md.
const { gateway, canisterId, network } = await (await fetch('settings.json')).json();

const socket = new IcWebSocket<Line, Request>(gateway, {
  canisterId,
  network,
  // The canister certifies what arrives, so it is what Chat.mo sends.
  codec: cborCodec<any>((line) => line),
});

let membership: Request | undefined;

socket.onopen = () => {
  state.textContent = 'Connected';
  entry.querySelector('button')!.disabled = false;
  // After a break this is a new client to the canister, which joins again.
  if (membership !== undefined) {
    socket.send(membership);
  }
};

socket.onmessage = ({ data: { who, text } }) => {
  const line = document.createElement('li');
  line.textContent = `${who}: ${text}`;
  lines.append(line);
};

socket.onreconnecting = () => (state.textContent = 'Connecting again…');
socket.onclose = ({ code, reason }) => (state.textContent = `Disconnected: ${code} ${reason}`);

entry.onsubmit = (event) => {
  event.preventDefault();
  membership = { join: field('room').value, name: field('name').value };
  socket.send(membership);
  lines.replaceChildren();
  composer.querySelector('button')!.disabled = false;
};

// The line appears here, too, when it comes back from the canister.
composer.onsubmit = (event) => {
  event.preventDefault();
  socket.send({ say: field('text').value });
  composer.reset();
};
