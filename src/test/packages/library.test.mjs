// A canister compiles with the mops package alone. LIBRARY is the folder in which it is unpacked.
// (The compiler needs node --stack-size=4000.)

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { test } from 'node:test';

const MODULE = resolve('src/main/motoko');
const require = createRequire(join(MODULE, 'package.json'));
const core = require('motoko/packages/latest/core.json');

const { LIBRARY } = process.env;

/** The values of mops.toml, which are all texts in lines of their own. */
const mops = Object.fromEntries(
  readFileSync(join(LIBRARY, 'mops.toml'), 'utf8')
    .split('\n')
    .flatMap((line) => [...line.matchAll(/^(\w+) = "(.*)"$/g)])
    .map(([, key, value]) => [key, value]),
);

function compiler() {
  const motoko = require('motoko/lib/versions/moc.js').default;
  motoko.loadPackage(core);
  for (const file of readdirSync(join(LIBRARY, 'src'))) {
    motoko.write(`packages/${file}`, readFileSync(join(LIBRARY, 'src', file), 'utf8'));
  }
  motoko.usePackage(mops.name, 'packages');
  return motoko;
}

/** A file that has the library beside it, with the package in that place. */
function withPackage(file) {
  const source = readFileSync(join(MODULE, file), 'utf8');
  return source.replaceAll('"ws/', `"mo:${mops.name}/`);
}

test('a canister of both protocols imports it by its name', () => {
  const motoko = compiler();
  for (const file of ['PingPong.mo', 'Demo.mo']) motoko.write(file, withPackage(file));
  const { diagnostics, code } = motoko.compiler.compileWasm('ic', 'Demo.mo');
  assert.deepEqual(diagnostics, []);
  assert.ok(code.wasm.length > 0);
});

test('it names the core that it is compiled with', () =>
  assert.equal(`v${mops.core}`, core.version));

test('it has what mops takes, and no more', () => {
  assert.deepEqual(readdirSync(LIBRARY).sort(), ['LICENSE', 'README.md', 'mops.toml', 'src']);
  assert.ok(readdirSync(join(LIBRARY, 'src')).every((file) => file.endsWith('.mo')));
  assert.equal(readFileSync(join(LIBRARY, 'LICENSE'), 'utf8'), readFileSync('LICENSE', 'utf8'));
});

test('its README has no links that lead nowhere', () => {
  const readme = readFileSync(join(LIBRARY, 'README.md'), 'utf8');
  assert.match(readme, /`src\/main\/client\/README.md` in the repository/);
  assert.doesNotMatch(readme, /\]\(\.\.?\//);
});
