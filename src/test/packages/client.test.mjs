// A fresh project takes the npm package as it is packed. CLIENT is the package, PROJECT an empty folder.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { before, test } from 'node:test';

const { CLIENT, PROJECT } = process.env;
const TSC = resolve('src/main/client/node_modules/typescript/bin/tsc');
const INSTALLED = join(PROJECT, 'node_modules/ic-websocket-client');

const USE = `
import { cborCodec, describeCloseCode, IcWebSocket } from 'ic-websocket-client';

export function open(url: string): IcWebSocket<unknown> {
  const socket = new IcWebSocket(url, { canisterId: 'aaaaa-aa', codec: cborCodec((value) => value) });
  socket.onmessage = ({ sequenceNumber }) => console.log(sequenceNumber satisfies number);
  return socket;
}
console.log(typeof open, describeCloseCode(1000));
`;

function run(command, ...args) {
  const shell = process.platform === 'win32';
  return execFileSync(command, args, { cwd: PROJECT, encoding: 'utf8', stdio: 'pipe', shell });
}

before(() => {
  writeFileSync(join(PROJECT, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  run('npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error', CLIENT);
});

test('its types and its code are found', () => {
  writeFileSync(join(PROJECT, 'use.ts'), USE);
  const options = '--strict --module nodenext --target es2022 --lib es2022,dom --types'.split(' ');
  run('node', TSC, ...options, '', '--skipLibCheck', 'use.ts');
  assert.match(run('node', 'use.js'), /^function \S/);
});

test('it has its licence, and a README without links that lead nowhere', () => {
  assert.equal(readFileSync(join(INSTALLED, 'LICENSE'), 'utf8'), readFileSync('LICENSE', 'utf8'));
  const readme = readFileSync(join(INSTALLED, 'README.md'), 'utf8');
  assert.match(readme, /`src\/main\/motoko\/README.md` in the repository/);
  assert.doesNotMatch(readme, /\]\(\.\.?\//);
});

test('nothing is in it but what it needs', () => {
  for (const left of ['src', 'test', 'tsconfig.json', 'package-lock.json']) {
    assert.ok(!existsSync(join(INSTALLED, left)), left);
  }
});
