type Listener = (topic: string) => void;
const listeners = new Set<Listener>();

/**
 * Hints of the server that something should be fetched again: `cover`, `duty`, `help`, `inbox`,
 * `rooms`. They are separate from
 * the socket, so that the help dialog does not load all of it.
 */
export const invalidations = {
  /** Whether the socket is open, so that hints arrive. Its opening is published as `live`. */
  isLive: false,
  subscribe(listener: Listener): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  publish(topic: string): void {
    for (const listener of listeners) listener(topic);
  },
};
