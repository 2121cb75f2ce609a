/** The address that dials a number. */
export const telHref = (number: string): string => `tel:${number.replace(/[^\d+]/g, '')}`;
