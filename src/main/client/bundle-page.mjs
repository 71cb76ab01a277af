// Bundles the demo page's script, with the library in it, into the build's output folder; the WAR
// takes it from there. Nothing that this writes is kept in version control.
import { build } from 'esbuild';

await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: { app: 'page/main.ts' },
  outdir: '../../../target/generated-webapp',
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  sourcemap: true,
  legalComments: 'linked',
  logLevel: 'info',
});
