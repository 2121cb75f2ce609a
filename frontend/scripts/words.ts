import { readdirSync } from 'node:fs';
import type { Plugin } from 'vite';

/** Words that the shell itself says; loaded before anything is shown. `kit/i18n` keeps the same list. */
const AT_START = new Set(['roles', 'shell', 'ui']);
const COMMENT = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;
/** `msg.calendar` in code; not the kinds of chat events, which are strings such as 'msg.new'. */
const SAID = /(?<![\w'"`.])msg\.([a-z]\w*)/g;
const VIRTUAL = 'virtual:words/';
/** Its titles are read only after a screen, and with it its words, has been loaded. */
const LATER = /\/src\/(routes\.ts|messages\/|kit\/i18n\/)/;

/** The features that code says, of those that are `known`. */
export function saidIn(code: string, known: Set<string>): string[] {
  const said = new Set([...code.replace(COMMENT, '').matchAll(SAID)].map(([, feature]) => feature ?? ''));
  return [...said].filter((feature) => known.has(feature) && !AT_START.has(feature));
}

/**
 * Fetches the words of a feature with the code that says them. A module that says `msg.calendar.…` gets an import that
 * waits for the calendar's words in the language in use, so a screen is never shown before its words are there, and the
 * first page does not carry the words of all others.
 */
export function words(): Plugin {
  let known = new Set<string>();
  return {
    name: 'words',
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
      if (!file.includes('/src/') || file.includes('/node_modules/') || LATER.test(file)) return;
      const wanted = saidIn(code, known);
      if (!wanted.length) return;
      const imports = wanted.map((feature) => `import '${VIRTUAL}${feature}';`).join('');
      return { code: imports + code, map: null };
    },
  };
}
