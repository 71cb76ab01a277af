// Bundles the examples' pages into target/examples/pages, a folder each, for any static file server.
// `ic-websocket-client` is this project's own, by tsconfig.json.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const directory = import.meta.dirname;
const examples = readdirSync(directory).filter((name) =>
  existsSync(join(directory, name, 'page.ts')),
);

await build({
  absWorkingDir: directory,
  entryPoints: examples.flatMap((name) => [`${name}/page.ts`, `${name}/index.html`]),
  outdir: '../../target/examples/pages',
  outbase: '.',
  loader: { '.html': 'copy' },
  bundle: true,
  format: 'esm',
  target: 'es2022',
  sourcemap: true,
  logLevel: 'warning',
});
