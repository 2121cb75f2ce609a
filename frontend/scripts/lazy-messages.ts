import { readdirSync } from 'node:fs';
import type { Plugin } from 'vite';

/** Messages of the shell, which load before anything is shown. `kit/i18n` has the same list. */
const AT_START = new Set(['roles', 'shell', 'ui']);
const COMMENT = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;
/** `msg.calendar` in code; not the kinds of chat events, which are strings such as 'msg.new'. */
const USED = /(?<![\w'"`.])msg\.([a-z]\w*)/g;
const VIRTUAL = 'virtual:messages/';
/** Titles of routes are read only after a screen has loaded its messages. */
const EXCLUDED = /\/src\/(routes\.ts|messages\/|kit\/i18n\/)/;

/** The known features whose messages the code uses. */
export function featuresIn(code: string, known: Set<string>): string[] {
  const used = new Set([...code.replace(COMMENT, '').matchAll(USED)].map(([, feature]) => feature ?? ''));
  return [...used].filter((feature) => known.has(feature) && !AT_START.has(feature));
}

/**
 * Loads the messages of a feature with the code that uses them. A module that uses `msg.calendar.…` gets an import that
 * waits for the calendar's messages in the current language, so a screen never appears without its messages, and the
 * first page does not load those of all others.
 */
export function lazyMessages(): Plugin {
  let known = new Set<string>();
  return {
    name: 'lazy-messages',
    enforce: 'post',
    configResolved({ root }) {
      known = new Set(readdirSync(`${root}/src/messages/en`).map((name) => name.replace('.ts', '')));
    },
    resolveId: (id) => (id.startsWith(VIRTUAL) ? `\0${id}` : undefined),
    load(id) {
      if (!id.startsWith(`\0${VIRTUAL}`)) return;
      const feature = id.slice(VIRTUAL.length + 1);
      return `import { language } from '/src/kit/i18n/i18n.svelte.ts';\nawait language.load('${feature}');\n`;
    },
    transform(code, id) {
      const file = id.split('?')[0] ?? '';
      if (!file.includes('/src/') || file.includes('/node_modules/') || EXCLUDED.test(file)) return;
      const wanted = featuresIn(code, known);
      if (!wanted.length) return;
      const imports = wanted.map((feature) => `import '${VIRTUAL}${feature}';`).join('');
      return { code: imports + code, map: null };
    },
  };
}
