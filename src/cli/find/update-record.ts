import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ContainerId, containerId } from '../../model/ids.ts';
import type { Observed } from '../../model/observed.ts';
import type { Operation } from '../../model/operation.ts';
import type { Plan } from '../../model/plan.ts';
import { makeFolder } from '../../util/make-folder.ts';
import { readRegular } from '../../util/read-regular.ts';
import { stateFolder } from '../../util/state-folder.ts';

type Environment = ReadonlyMap<string, string>;

/**
 * The containers of a project that plans have changed in place from this machine. Their labels cannot be changed: they
 * go on telling of the request that made them, so their hash is no proof any more of what they are.
 */
export function readUpdates(environment: Environment, project: string): ReadonlySet<ContainerId> {
  try {
    const text = readRegular(recordOf(environment, project)).toString('utf8');
    return new Set(text.split('\n').filter(Boolean).map(containerId));
  } catch {
    // None was ever changed here, or the folder cannot be read: `--verify` needs neither.
    return new Set();
  }
}

/** Written before the change is made: one container too many costs an inspection, one too few a wrong answer. */
export function recordUpdates(environment: Environment, { project, steps }: Plan, observed: Observed): void {
  const changed = steps.flatMap(({ operation }) => changedContainer(operation));
  if (changed.length === 0) return;
  const known = readUpdates(environment, project);
  const alive = observed.containers.map(({ id }) => id).filter((id) => known.has(id));
  const path = recordOf(environment, project);
  try {
    makeFolder(dirname(path));
    writeFileSync(path, [...new Set([...alive, ...changed]), ''].join('\n'));
  } catch {
    // A home that cannot be written to: the engine remembers for a while too, and `--verify` looks at everything.
  }
}

function changedContainer(operation: Operation): readonly ContainerId[] {
  if (operation.kind === 'update-container') return [operation.container];
  if (operation.kind !== 'connect-network') return [];
  return 'id' in operation.container ? [operation.container.id] : [];
}

function recordOf(environment: Environment, project: string): string {
  return join(stateFolder(environment), 'updated', project);
}
