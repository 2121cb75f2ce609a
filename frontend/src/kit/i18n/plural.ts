const rules = new Intl.PluralRules('en');

/** Pluralises English, which needs two forms; Chinese needs none: `plural(3, 'message')` is "3 messages". */
export function plural(count: number, one: string, other = `${one}s`): string {
  return `${count} ${rules.select(count) === 'one' ? one : other}`;
}
