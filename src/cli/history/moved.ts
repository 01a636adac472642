import type { RecordedContainer, RecordedModel } from '../../model/release.ts';

/** What somebody else did to a container of a project: docker compose, somebody by hand, or a container that ended. */
export interface Move {
  readonly name: string;
  readonly service: string;
  readonly how: 'removed' | 'replaced' | 'started' | 'ended' | 'added';
}

/**
 * @param then as gantry left them
 * @param model what the project was by then: services that do their work and end have done nothing else
 */
export function movesBetween(
  then: readonly RecordedContainer[],
  now: readonly RecordedContainer[],
  model: RecordedModel | undefined,
): readonly Move[] {
  const ends = endingServices(model?.file.services);
  const byName = new Map(now.map((container) => [container.name, container]));
  const known = new Set(then.map(({ name }) => name));
  const added = now.filter(({ name }) => !known.has(name));
  return [
    ...then.flatMap((container): readonly Move[] => {
      const { name, service } = container;
      const how = changeOf(container, byName.get(name), ends);
      return how === undefined ? [] : [{ name, service, how }];
    }),
    ...added.map(({ name, service }): Move => ({ name, service, how: 'added' })),
  ];
}

function changeOf(
  then: RecordedContainer,
  now: RecordedContainer | undefined,
  ends: ReadonlySet<string>,
): Move['how'] | undefined {
  if (!now) return 'removed';
  if (now.id !== then.id) return 'replaced';
  if (then.isRunning === now.isRunning) return undefined;
  if (now.isRunning) return 'started';
  return ends.has(then.service) ? undefined : 'ended';
}

const WORDS: Readonly<Record<Move['how'], string>> = {
  removed: 'was removed',
  replaced: 'is another container',
  started: 'was started',
  ended: 'does not run any more',
  added: 'was added',
};

export const describeMove = ({ name, how }: Move): string => `${name} ${WORDS[how]}`;

/** Services that do their work and end: others wait for that. */
export function endingServices(services: unknown): ReadonlySet<string> {
  const ends = Object.values(Object(services)).flatMap((service) => {
    const dependencies: unknown = Object(service).depends_on;
    return Object.entries(Object(dependencies)).flatMap(([name, dependency]) =>
      Object(dependency).condition === 'service_completed_successfully' ? [name] : [],
    );
  });
  return new Set(ends);
}
