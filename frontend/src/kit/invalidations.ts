type Listener = (topic: string) => void;
const listeners = new Set<Listener>();

/**
 * Hints of the server that something should be fetched again: `duty`, `help`, `inbox`, `rooms`. Apart from the socket, so that the
 * help dialog does not bring all of it along.
 */
export const invalidations = {
  /** The socket is open, so hints arrive by themselves. Publishing `live` says that they do from now on. */
  isLive: false,
  subscribe(listener: Listener): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  publish(topic: string): void {
    for (const listener of listeners) listener(topic);
  },
};
