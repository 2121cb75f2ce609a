import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { build, type Plugin } from 'vite';

/** Builds `src/sw.ts` into `sw.js` with the list of files of this build, so that the shell opens offline. */
export function precache(): Plugin {
  let root = '';
  return {
    name: 'precache',
    apply: 'build',
    configResolved(config) {
      root = config.root;
    },
    async generateBundle(_, bundle) {
      const files = Object.keys(bundle).filter((name) => !name.endsWith('.map'));
      const shell = bundle['index.html'];
      const fixed = ['/away.html', '/away.css', '/away.js', '/old-browser.js', '/icon.svg', '/app.webmanifest'];
      const hash = createHash('sha256').update(files.sort().join());
      if (shell?.type === 'asset') hash.update(shell.source);
      for (const name of fixed) hash.update(readFileSync(`${root}/public${name}`));
      const list = ['/', ...fixed, ...files.filter((name) => name !== 'index.html').map((name) => `/${name}`)];
      const output = await build({
        configFile: false,
        root,
        publicDir: false,
        logLevel: 'error',
        define: { __SHELL__: JSON.stringify(list), __BUILD__: JSON.stringify(hash.digest('hex').slice(0, 12)) },
        build: { write: false, lib: { entry: `${root}/src/sw.ts`, formats: ['es'], fileName: 'sw' } },
      });
      const first = Array.isArray(output) ? output[0] : output;
      if (!first || !('output' in first)) throw new Error('the service worker was not built');
      this.emitFile({ type: 'asset', fileName: 'sw.js', source: first.output[0].code });
    },
  };
}
