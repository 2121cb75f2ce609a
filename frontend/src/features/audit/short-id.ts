/** The end of an id tells two apart; the whole is in the tooltip and in what is copied. */
export const shortId = (id: string) => `…${id.slice(-6)}`;
