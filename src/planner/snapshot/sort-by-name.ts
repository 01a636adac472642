interface Named {
  readonly name: string;
}

export const sortByName = <Item extends Named>(items: readonly Item[]): readonly Item[] =>
  [...items].sort((a, b) => (a.name < b.name ? -1 : 1));

export const listNames = (items: readonly Named[]): string =>
  sortByName(items)
    .map(({ name }) => name)
    .join(', ');
