import type { AffectedService, Effect } from '../../model/affected.ts';
import type { Cli } from '../context/cli.ts';
import { type AffectedSince, findAffectedSince } from './find-affected-since.ts';
import { comparedWith, warnOfWhatNobodySees } from './tell-comparison.ts';

interface ServicesSince {
  /** With what their images are made from, as far as that is another one too; empty: none. */
  readonly names: readonly string[];
}

/**
 * The services that a change since a revision makes necessary to build, to start anew or to test, for commands that take only these. Tells the
 * user what was compared, and what nobody could see. Error: as `findAffectedSince`.
 */
export async function servicesSince(
  cli: Cli,
  named: { readonly since: string; readonly services: readonly string[] },
  effects: readonly Effect[],
): Promise<ServicesSince> {
  return chosenFrom(await compareSince(cli, named), effects);
}

/** Tells the user what was compared, and what nobody could see. Error: as `findAffectedSince`. */
export async function compareSince(
  cli: Cli,
  asked: Parameters<typeof findAffectedSince>[1],
): Promise<AffectedSince> {
  const found = await findAffectedSince(cli, asked);
  warnOfWhatNobodySees(cli, found);
  cli.stderr.write(comparedWith(found));
  return found;
}

/** @param only of these; absent: of all that were compared */
export function chosenFrom(
  { services, through }: AffectedSince,
  effects: readonly Effect[],
  only?: ReadonlySet<string>,
): ServicesSince {
  const asked = services.filter(
    ({ name, effect }) => effects.includes(effect) && (only === undefined || only.has(name)),
  );
  const affected = withBases(asked, [...services, ...through]);
  return { names: affected.map(({ name }) => name).sort() };
}

/** And what their images are made from. */
function withBases(
  services: readonly AffectedService[],
  all: readonly AffectedService[],
): readonly AffectedService[] {
  const byName = new Map(all.map((service) => [service.name, service]));
  const found = new Set<AffectedService>();
  const add = (service: AffectedService): void => {
    if (found.has(service)) return;
    found.add(service);
    for (const reason of service.reasons) {
      const isBase = reason.kind === 'service' && ['base-image', 'build-context'].includes(reason.tie);
      const base = isBase ? byName.get(reason.service) : undefined;
      if (base) add(base);
    }
  };
  services.forEach(add);
  return [...found];
}
