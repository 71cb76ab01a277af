/**
 * The demo page in a real browser, for the tests beside this file. Told what to run by
 * ICWS_CHROMIUM (the browser's executable) and ICWS_PAGE (the page's address).
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

/** For one step of a page: a certified answer takes a second or two. */
const STEP_MILLIS = 30_000;

// A browser that asks no outside host for anything on its own account.
const QUIET = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function setting(name) {
  const value = process.env[name];
  assert.ok(value, `the environment variable ${name} is not set`);
  return value;
}

/** Starts a browser with an empty profile, which ends and goes when the test does. */
export async function openBrowser(test) {
  const profile = await mkdtemp(join(tmpdir(), 'icws-browser-'));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: setting('ICWS_CHROMIUM'),
    args: QUIET,
  });
  browser.setDefaultTimeout(STEP_MILLIS);
  test.after(async () => {
    await browser.close();
    await rm(profile, { recursive: true, force: true });
  });
  return browser;
}

/** What a page complains about from now on: script errors, refused requests, policy violations. */
export function complaintsOf(page) {
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') {
      complaints.push(message.text());
    }
  });
  return complaints;
}

/** Puts another name of the same length into a frame, as a gateway could. */
export function forge(frame) {
  return Buffer.from(frame.toString('latin1').replace('Alice', 'Mally'), 'latin1');
}

/** One tab with the demo page, which is one client. */
export class DemoPage {
  #page;
  /** What the page complained about. */
  complaints;
  /** The hosts that the page asked for anything. */
  hosts = new Set();

  constructor(page) {
    this.#page = page;
    this.complaints = complaintsOf(page);
    page.on('request', (request) => this.hosts.add(new URL(request.url()).host));
    page.on('websocket', (socket) => this.hosts.add(new URL(socket.url()).host));
  }

  /**
   * Opens the page.
   *
   * @param canister the canister to talk to, if not that of the server's settings
   * @param protocol the one chosen by the page's address, if any
   * @param identity which one the page's address asks for, if any
   * @param onTheWay what becomes of each frame (a Buffer) between gateway and page; undefined: nothing
   */
  static async open(browser, { onTheWay, ...query } = {}) {
    const page = await browser.newPage();
    if (onTheWay !== undefined) {
      await page.routeWebSocket(/.*/, (socket) => {
        const gateway = socket.connectToServer();
        gateway.onMessage((frame) => {
          const passedOn = onTheWay(frame);
          if (passedOn !== undefined) {
            socket.send(passedOn);
          }
        });
      });
    }
    const demoPage = new DemoPage(page);
    const address = new URL(setting('ICWS_PAGE'));
    for (const [name, value] of Object.entries(query)) {
      address.searchParams.set(name, value);
    }
    await demoPage.#page.goto(address.href);
    await demoPage.#waitUntilReady();
    return demoPage;
  }

  async reload() {
    await this.#page.reload();
    await this.#waitUntilReady();
  }

  /** The page has its settings and can speak the protocol that is chosen. */
  async #waitUntilReady() {
    await this.#page.waitForSelector('#connect:enabled');
  }

  /** Chooses a protocol, and waits until the page is ready to speak it. */
  async choose(protocol) {
    await this.#page.locator('label', { has: this.#page.locator(`#protocol-${protocol}`) }).click();
    await this.#waitUntilReady();
  }

  /** Counts, from now on, the frames of the client that contain a text. */
  countFrames(text) {
    let count = 0;
    this.#page.on('websocket', (socket) =>
      socket.on('framesent', ({ payload }) => (count += Number(payload.includes(text)))),
    );
    return () => count;
  }

  /** Connects, and waits for the canister's greeting. */
  async connect() {
    await this.#page.click('#connect');
    await this.waitForState('open');
    await this.waitForMessage('ping');
  }

  async disconnect() {
    await this.#page.click('#disconnect');
    await this.waitForState('closed');
  }

  async waitForState(state) {
    await this.#page.waitForSelector(`#state[data-state=${state}]`);
  }

  async send(text) {
    await this.#page.fill('#text', text);
    await this.#page.press('#text', 'Enter');
  }

  async waitForMessage(text) {
    const wanted = new RegExp(`^${text}$`);
    const received = this.#page.locator('[data-direction=received]');
    await received
      .filter({ has: this.#page.getByText(wanted) })
      .first()
      .waitFor();
  }

  /** The messages received, each with what the page shows about it. */
  received() {
    return this.#page.locator('[data-direction=received]').evaluateAll((items) =>
      items.map((item) => ({
        text: item.querySelector('.text').textContent,
        sequence: Number(item.dataset.sequence),
        delayMillis: Number(item.dataset.delay),
        certificate: item.querySelector('details[data-verified=true] summary')?.textContent,
      })),
    );
  }

  state() {
    return this.#page.textContent('#state');
  }

  canister() {
    return this.#page.textContent('#canister');
  }

  /** What the page calls this client. */
  client() {
    return this.#page.textContent('#client');
  }

  /** What the button to connect says. */
  offer() {
    return this.#page.textContent('#connect');
  }

  notice() {
    return this.#page.textContent('#notice');
  }
}
