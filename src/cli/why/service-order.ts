import type { Project } from '../../model/project.ts';

/** The named services and all that they depend on. @returns undefined: none is named, so all are meant. */
export function neededServices(
  { services }: Project,
  names: readonly string[],
): ReadonlySet<string> | undefined {
  if (names.length === 0) return undefined;
  const needed = new Set(names);
  // A set hands out what is added while it is walked.
  for (const name of needed)
    for (const other of services.get(name)?.dependsOn.keys() ?? []) needed.add(other);
  return needed;
}

/** What others wait for stands before them: the first one is most likely the cause of the rest. */
export function sortCausesFirst<Item extends { readonly service: string }>(
  project: Project,
  items: readonly Item[],
): readonly Item[] {
  const amount = (name: string): number => neededServices(project, [name])?.size ?? 0;
  return items.toSorted((a, b) => amount(a.service) - amount(b.service));
}
