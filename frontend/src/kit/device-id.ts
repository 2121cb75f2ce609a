import { newCid } from './outbox.svelte';
import { store } from './store';

const NAME = 'device';
let mark: Promise<string> | null = null;

/** This device's own mark, made once; it goes with everything else at sign-out, and says nothing of the person. */
export function deviceMark(): Promise<string> {
  mark ??= (async () => {
    const known = await store.get<string>(NAME);
    if (known) return known;
    const made = newCid();
    await store.put(NAME, made);
    return made;
  })();
  return mark;
}
