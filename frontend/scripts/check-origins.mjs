// Fails when the build contains another origin (safety 23). Origins that a browser never requests are listed with a reason.
import { readdirSync, readFileSync, statSync } from 'node:fs';

const HARMLESS = [
  'http://www.w3.org/', // names of XML namespaces
  'https://svelte.dev/e/', // addresses inside error texts
];
const folder = process.argv[2] ?? 'dist';
let found = 0;

for (const name of readdirSync(folder, { recursive: true })) {
  const file = `${folder}/${name}`;
  if (!statSync(file).isFile()) continue;
  const text = readFileSync(file, 'utf8');
  for (const [address] of text.matchAll(/(?:https?|wss?):\/\/[\w.-]+[^\s"'`<>)]*/g)) {
    if (HARMLESS.some((start) => address.startsWith(start))) continue;
    console.error(`${file}: ${address}`);
    found += 1;
  }
  for (const [address] of text.matchAll(/(?:src|href)=["']\/\/[^"']+|url\(["']?\/\/[^)]+/g)) {
    console.error(`${file}: ${address}`);
    found += 1;
  }
}

if (found) process.exit(1);
console.log('no foreign origin');
