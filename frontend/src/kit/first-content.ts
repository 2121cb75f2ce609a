const AT_LATEST_MS = 3_000;

let resolveFirst: () => void = () => undefined;

/** Resolves when the first page can be read: what nobody waits for may be fetched from then on. */
export const firstContent = new Promise<void>((resolve) => {
  resolveFirst = resolve;
  setTimeout(resolve, AT_LATEST_MS);
});

/** Called by the part of a screen that shows what was loaded. */
export const markFirstContent = (): void => resolveFirst();
