// Bundles the demo page's scripts into the build's output folder; the WAR takes them from there.
// Each protocol is a file of its own, loaded when it is chosen. Nothing that this writes is kept in
// version control.
import { build } from 'esbuild';

await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: {
    app: 'src/main.ts',
    pocSpeaker: 'src/pocSpeaker.ts',
    v1Speaker: 'src/v1Speaker.ts',
  },
  // Not split by esbuild, which would load this project's whole client beside the other protocol.
  external: ['./pocSpeaker.js', './v1Speaker.js'],
  outdir: '../../../target/generated-webapp',
  bundle: true,
  format: 'esm',
  target: 'es2022',
  // What the published packages expect of Node: its global object, and how much to log (not said).
  define: { global: 'globalThis', 'process.env.LOG_LEVEL': 'undefined' },
  minify: true,
  sourcemap: true,
  legalComments: 'linked',
  logLevel: 'info',
});
