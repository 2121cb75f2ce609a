/** Shortens an id to its end. The whole id is in the tooltip and in what is copied. */
export const shortId = (id: string) => `…${id.slice(-6)}`;
