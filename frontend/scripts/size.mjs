// Compares the compressed size of the build (brotli, level 11) with the budgets. Build first.
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

const KB = 1000;
// `script` is the size of all screens of all roles, which nobody loads. It was 150 kB before the tools of rooms,
// duty, moderation and the screen lock were added, and 215 kB before series, cover, waiting lists, leave and closures. `first` and
// `route`, which people wait for, have not been raised.
const BUDGET = { first: 45 * KB, route: 25 * KB, script: 300 * KB, style: 12 * KB };
const folder = process.argv[2] ?? 'dist';
const names = readdirSync(`${folder}/assets`);
const text = new Map(names.map((name) => [name, readFileSync(`${folder}/assets/${name}`)]));
const weight = new Map([...text].map(([name, bytes]) => [name, brotliCompressSync(bytes).length]));
const scripts = names.filter((name) => name.endsWith('.js'));
const sum = (list) => [...list].reduce((total, name) => total + (weight.get(name) ?? 0), 0);

/** A chunk and all its static imports. */
function closure(start, seen = new Set()) {
  if (seen.has(start) || !text.has(start)) return seen;
  seen.add(start);
  const code = text.get(start).toString();
  for (const [, name] of code.matchAll(/(?:from|import)\s*["'`]\.\/([^"'`]+\.js)["'`]/g)) closure(name, seen);
  return seen;
}

const html = readFileSync(`${folder}/index.html`, 'utf8');
const entry = basename(/<script type="module"[^>]*src="([^"]+)"/.exec(html)[1]);
const chunk = (stem) => scripts.find((name) => name.startsWith(`${stem}-`));

/** The messages that these chunks wait for, in the larger language. */
function messagesOf(chunks) {
  const features = new Set(['start']);
  for (const name of chunks) {
    for (const [, feature] of text
      .get(name)
      .toString()
      .matchAll(/\.load\(["'`](\w+)["'`]\)/g))
      features.add(feature);
  }
  const of = (lang) => [...features].map((feature) => chunk(`messages-${lang}-${feature}`));
  return sum(of('zh')) > sum(of('en')) ? of('zh') : of('en');
}

const entryChunks = closure(entry);
const base = new Set([...entryChunks, ...messagesOf(entryChunks)]);
// Screens are the chunks that begin with a capital: components. Shared code has lower-case names.
const screens = scripts.filter((name) => /^[A-Z]/.test(name));

const rows = [];
for (const screen of screens) {
  const all = closure(screen);
  const own = [...all, ...messagesOf(all)].filter((name) => !base.has(name));
  rows.push([screen.split('-')[0], sum(own), BUDGET.route]);
}
for (const first of ['SignIn', 'Today']) {
  const screen = chunk(first);
  if (!screen) continue;
  const all = closure(screen);
  rows.push([`first load, ${first}`, sum(new Set([...base, ...all, ...messagesOf(all)])), BUDGET.first]);
}
rows.push([
  'all scripts, one language',
  sum(scripts.filter((name) => !name.startsWith('messages-en-'))),
  BUDGET.script,
]);
rows.push(['all styles', sum(names.filter((name) => name.endsWith('.css'))), BUDGET.style]);
rows.push(['fonts', names.filter((name) => /\.(woff2?|ttf|otf)$/.test(name)).length, 0]);

let isOver = false;
for (const [name, size, budget] of rows) {
  const over = size > budget;
  isOver ||= over;
  console.log(
    `${over ? 'OVER' : 'ok  '} ${name.padEnd(26)} ${(size / KB).toFixed(1).padStart(6)} of ${budget / KB} kB`,
  );
}
if (isOver) process.exit(1);
