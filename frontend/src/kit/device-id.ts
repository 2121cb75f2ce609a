import { newCid } from './outbox.svelte';
import { store } from './store';

const NAME = 'device';
let id: Promise<string> | null = null;

/** An id of this device, made once. It is dropped with everything else at sign-out, and says nothing of the person. */
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
