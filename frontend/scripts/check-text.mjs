// Fails on text in a template that belongs in a messages file, and on literal style attributes.
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'svelte/compiler';

const SPOKEN = new Set(['aria-label', 'title', 'placeholder', 'alt', 'label', 'hint', 'subtitle', 'text']);
// The name of a language is always in that language.
const ALLOWED = new Set(['中文', 'English']);
const WORDS = /\p{L}{2,}/u;
let found = 0;

function report(file, source, start, what) {
  const line = source.slice(0, start).split('\n').length;
  console.error(`${file}:${line}: ${what}`);
  found += 1;
}

function walk(node, visit) {
  if (!node || typeof node !== 'object') return;
  if (Array.isArray(node)) {
    for (const one of node) walk(one, visit);
    return;
  }
  if (typeof node.type === 'string') visit(node);
  for (const [key, value] of Object.entries(node)) if (key !== 'parent' && key !== 'metadata') walk(value, visit);
}

for (const name of readdirSync('src', { recursive: true })) {
  const file = `src/${name}`;
  if (!file.endsWith('.svelte')) continue;
  const source = readFileSync(file, 'utf8');
  const { fragment } = parse(source, { modern: true });
  walk(fragment, (node) => {
    if (node.type === 'Attribute' || node.type === 'StyleDirective') {
      const texts = Array.isArray(node.value) ? node.value.filter((part) => part.type === 'Text') : [];
      for (const text of texts) text.isValue = true;
      if (node.name === 'style')
        report(file, source, node.start, 'a style attribute is refused by the policy; use a class');
      if (SPOKEN.has(node.name) && texts.some((text) => WORDS.test(text.data))) {
        report(file, source, node.start, `text in ${node.name}; put it into src/messages`);
      }
    }
    const isNative = node.type === 'Attribute' && node.name === 'type' && !file.endsWith('ui/DateTimeField.svelte');
    if (isNative && /^(date|time|month|datetime-local|week)$/.test(node.value?.[0]?.data ?? ''))
      report(file, source, node.start, 'the browser writes dates and times as the device does; use DateTimeField');
    if (node.type === 'Text' && !node.isValue && WORDS.test(node.data) && !ALLOWED.has(node.data.trim())) {
      report(
        file,
        source,
        node.start,
        `text in the template: "${node.data.trim().slice(0, 40)}"; put it into src/messages`,
      );
    }
  });
}

if (found) process.exit(1);
