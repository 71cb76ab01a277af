// Compiles canisters with the Motoko compiler of the npm package.
//
//   node --stack-size=4000 compile.mjs [--tests | --examples]
//
// writes the demo's Wasm module and Candid interface into <repository>/target/canisters (demo.wasm,
// demo.did), or with --tests those of the canisters of src/test/motoko into target/test-canisters, or
// with --examples those of src/examples into target/examples/canisters. Modules with both protocols
// have them joined. Any error or warning of the compiler is printed and ends with exit code 1. (The
// stack size is for the compiler, which is deeply recursive.)

import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { candidOf, joinProtocols } from './join-protocols.mjs';

const require = createRequire(import.meta.url);
const repository = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

const MAIN = 'src/main/motoko';
const DEMO = 'Demo.mo';
const TEST = 'src/test/motoko';
const EXAMPLES = 'src/examples';
const SEVERITY = ['', 'error', 'warning', 'note']; // as in the language server protocol
const WARNING = 2;

function loadCompiler() {
  const motoko = require('motoko/lib/versions/moc.js').default;
  motoko.loadPackage(require('motoko/packages/latest/core.json'));
  motoko.compiler.gcFlags('classicOP'); // 32-bit memory
  motoko.setPublicMetadata(['candid:service']);
  return motoko;
}

/** The .mo files of a folder and those of its folder ws, by their paths in the repository. */
function sources(folder) {
  return readdirSync(join(repository, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === 'ws' ? sources(path) : [];
    return entry.name.endsWith('.mo') ? [path] : [];
  });
}

/** The .mo files of the examples, each in a folder of its own. */
function examples() {
  return readdirSync(join(repository, EXAMPLES), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
    .flatMap(({ name }) => sources(`${EXAMPLES}/${name}`));
}

function print({ source, range, severity, code, message }) {
  const place = `${source}:${range.start.line + 1}:${range.start.character + 1}`;
  console.error(`${place}: ${SEVERITY[severity]} ${code}: ${message}`);
}

/** What the files of an actor are called: demo-v1 for DemoV1.mo. */
function outputName(actor) {
  return basename(actor, '.mo').replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
}

/** Writes <name>.wasm and <name>.did of an actor into `folder`, unless the compiler complains. */
function compile(motoko, actor, folder) {
  const { diagnostics, code } = motoko.compiler.compileWasm('ic', actor);
  diagnostics.forEach(print);
  if (!code || diagnostics.some(({ severity }) => severity <= WARNING)) return false;
  const output = `${folder}/${outputName(actor)}`;
  const module = joinProtocols(code.wasm);
  mkdirSync(join(repository, folder), { recursive: true });
  writeFileSync(join(repository, `${output}.wasm`), module);
  writeFileSync(join(repository, `${output}.did`), candidOf(module));
  console.log(`${output}.wasm: ${module.length} bytes`);
  return true;
}

/** What is asked for, and where it goes. */
function wanted() {
  if (process.argv.includes('--tests')) return [sources(TEST), 'target/test-canisters'];
  if (process.argv.includes('--examples')) return [examples(), 'target/examples/canisters'];
  return [[`${MAIN}/${DEMO}`], 'target/canisters'];
}

const motoko = loadCompiler();
const [actors, folder] = wanted();
for (const path of new Set([...sources(MAIN), ...actors])) {
  motoko.write(path, readFileSync(join(repository, path), 'utf8'));
}
const compiled = actors.map((actor) => compile(motoko, actor, folder));
process.exitCode = compiled.every(Boolean) ? 0 : 1;
