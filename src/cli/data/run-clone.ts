import { blank, gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedVolume } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import { trashedInPlace } from '../../model/trash.ts';
import { didYouMean } from '../../util/did-you-mean.ts';
import { apply } from '../apply/apply.ts';
import { replannable } from '../apply/replannable.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { copySources } from '../find/find-copies.ts';
import { findTarget } from '../find/target.ts';

export interface CloneOptions {
  readonly stopSource?: boolean;
}

/** @returns the exit code */
export async function runClone(
  cli: Cli,
  source: string,
  target: string,
  { stopSource = false }: CloneOptions,
): Promise<number> {
  return apply(cli, await replannable(cli, (asking) => planFor(asking, source, target, stopSource)));
}

async function planFor(cli: Cli, from: string, to: string, stopsSource: boolean): Promise<Planned> {
  const { planClone } = await import('../../planner/commands/plan-clone.ts');
  const { volumeRequest } = await import('../../planner/request/volume-request.ts');
  const found = await findTarget(cli, []);
  const { engine, project, observed } = found;
  const source = sourceOf(project, observed.volumes, from);
  if (source.driver !== 'local' || Object.keys(source.options ?? {}).length > 0)
    throw new UserError(
      'copy-not-possible',
      `volume "${source.name}" has its files elsewhere: its driver, or its driver_opts, say where`,
      {
        hint: 'copy it with the means of its driver',
      },
    );
  const spec = [...project.volumes.values()].find(
    ({ key, name, external }) => !external && (key === to || name === to),
  );
  const request = spec ? volumeRequest(project, spec) : { Name: to, Labels: {} };
  const { sources, ...intent } = await copySources(
    engine,
    new Map([[to, source.name]]),
    observed.volumes,
    stopsSource,
  );
  const copied = sources.get(to) ?? { source: source.name };
  const plan = planClone(project, observed, {
    intent: { sources, ...intent },
    key: to,
    copy: { ...copied, request },
  });
  return { ...found, plan };
}

/** Error: UserError `bad-usage` for a volume that is not there. */
function sourceOf(project: Project, volumes: readonly ObservedVolume[], from: string): ObservedVolume {
  const slash = from.indexOf('/');
  const owner = slash < 0 ? project.name : from.slice(0, slash);
  const called = from.slice(slash + 1);
  const thrown = trashedInPlace(volumes);
  const own = volumes.filter(
    ({ name, labels }) =>
      labels[LABEL.project] === owner && labels[LABEL.volume] !== undefined && !thrown.has(name),
  );
  const spec = slash < 0 ? project.volumes.get(called) : undefined;
  const found =
    own.find(({ name, labels }) => name === called || labels[LABEL.volume] === called) ??
    volumes.find(({ name }) => slash < 0 && (name === called || name === spec?.name));
  if (found) return found;
  const known = own.flatMap(({ name, labels }) => [name, labels[LABEL.volume] ?? name]);
  const near = didYouMean(called, known);
  throw new UserError('bad-usage', `${owner} has no volume "${called}" on this engine`, {
    hint:
      near === undefined
        ? [
            gantry('volumes'),
            ' lists those of the project; of another one: ',
            gantry('clone', blank('PROJECT/VOLUME'), blank('NEW')),
          ]
        : `did you mean "${near}"?`,
  });
}
