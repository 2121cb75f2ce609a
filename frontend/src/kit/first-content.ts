const AT_LATEST_MS = 3_000;

let tell: () => void = () => undefined;

/** The first page can be read: what nobody waits for may be fetched from now on. */
export const shown = new Promise<void>((resolve) => {
  tell = resolve;
  setTimeout(resolve, AT_LATEST_MS);
});

/** Said by the part of a screen that shows what was loaded. */
export const isShown = (): void => tell();
