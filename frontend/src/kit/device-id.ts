import { newCid } from './outbox.svelte';
import { store } from './store';

const NAME = 'device';
let id: Promise<string> | null = null;

/** A random id of this device, created once. It is deleted at sign-out, and says nothing about the person. */
export function deviceId(): Promise<string> {
  id ??= (async () => {
    const known = await store.get<string>(NAME);
    if (known) return known;
    const made = newCid();
    await store.put(NAME, made);
    return made;
  })();
  return id;
}
