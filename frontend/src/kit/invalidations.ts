type Run = (k: string) => void;
const followers = new Set<Run>();

/** Hints of the server that something should be looked at again: `duty`, `help`. Apart from the socket, so that the help
 *  dialog does not bring all of it along. */
export const hints = {
  /** Hints come by themselves now; that they do from now on is told as `live`. */
  isLive: false,
  follow(run: Run): () => void {
    followers.add(run);
    return () => followers.delete(run);
  },
  tell(k: string): void {
    for (const run of followers) run(k);
  },
};
