const AT_LATEST_MS = 3_000;

let resolveFirst: () => void = () => undefined;

/** Resolves when the first page is readable; work that nobody waits for can start then. */
export const firstContent = new Promise<void>((resolve) => {
  resolveFirst = resolve;
  setTimeout(resolve, AT_LATEST_MS);
});

/** Called by the component that shows loaded content. */
export const markFirstContent = (): void => resolveFirst();
