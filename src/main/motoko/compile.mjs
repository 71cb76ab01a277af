// Compiles the canisters with the Motoko compiler of the npm package.
//
//   node --stack-size=4000 compile.mjs [--tests]
//
// writes <repository>/target/canisters/demo.wasm and demo.did, or with --tests the canisters of the
// folder test, into target/test-canisters. Any error or warning of the compiler is printed and ends
// with exit code 1. (The stack size is for the compiler, which is deeply recursive.)

import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const sources = dirname(fileURLToPath(import.meta.url));
const repository = resolve(sources, '../../..');

const CANISTERS = [{ main: 'Demo.mo', output: join(repository, 'target/canisters/demo') }];
const TEST_CANISTERS = ['Library', 'Bounded'].map((name) => ({
  main: `test/${name}.mo`,
  output: join(repository, 'target/test-canisters', name.toLowerCase()),
}));

const SEVERITY = ['', 'error', 'warning', 'note']; // as in the language server protocol

function loadCompiler() {
  const motoko = require('motoko/lib/versions/moc.js').default;
  motoko.loadPackage(require('motoko/packages/latest/core.json'));
  motoko.compiler.gcFlags('classicOP'); // 32-bit memory
  motoko.setPublicMetadata(['candid:service']);
  return motoko;
}

/** Makes every .mo file of the source folder known to the compiler, under its relative path. */
function addSources(motoko) {
  for (const file of readdirSync(sources, { recursive: true })) {
    if (file.endsWith('.mo') && !file.startsWith('node_modules')) {
      motoko.write(file, readFileSync(join(sources, file), 'utf8'));
    }
  }
}

function print({ source, range, severity, code, message }) {
  const place = `${source}:${range.start.line + 1}:${range.start.character + 1}`;
  console.error(`${place}: ${SEVERITY[severity]} ${code}: ${message}`);
}

function compile(motoko, { main, output }) {
  const { diagnostics, code } = motoko.compiler.compileWasm('ic', main);
  diagnostics.forEach(print);
  if (!code || diagnostics.some(({ severity }) => severity <= 2)) return false;
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(`${output}.wasm`, code.wasm);
  writeFileSync(`${output}.did`, code.candid);
  console.log(`${relative(repository, output)}.wasm: ${code.wasm.length} bytes`);
  return true;
}

const motoko = loadCompiler();
addSources(motoko);
const targets = process.argv.includes('--tests') ? TEST_CANISTERS : CANISTERS;
process.exitCode = targets.every((target) => compile(motoko, target)) ? 0 : 1;
