/** The `tel:` link of a phone number. */
export const telHref = (number: string): string => `tel:${number.replace(/[^\d+]/g, '')}`;
