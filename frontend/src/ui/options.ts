/** Turns things with a name into options of a `Select`. */
export function optionsOf<T extends string>(items: readonly { id: T; name: string }[]): { value: T; label: string }[] {
  return items.map(({ id, name }) => ({ value: id, label: name }));
}
