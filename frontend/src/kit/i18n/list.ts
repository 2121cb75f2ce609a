import { language } from './i18n.svelte';

/** Formats names as a list in the reader's language: "Chen, Lin and Mei". */
export function formatList(names: string[]): string {
  return new Intl.ListFormat(language.tag, { style: 'narrow', type: 'conjunction' }).format(names);
}
