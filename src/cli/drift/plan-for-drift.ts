import { SpecError } from '../../diagnostics/spec-error.ts';
import type { UpIntent } from '../../planner/snapshot/intent.ts';
import type { Comparison } from '../../ui/plan/drift.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { nameOfInstance } from '../find/fallback-name.ts';
import { hintingAtName } from '../find/hint-at-name.ts';
import { onlyName } from '../find/target.ts';

export interface PlannedForDrift extends Planned {
  readonly comparison: Comparison;
}

interface Depth {
  /** Look closer at every container, whatever its hash and the engine's memory say. */
  readonly verify: boolean;
}

/**
 * What `up` without a flag would change, and what it would go by: the files; where there are none, what was last applied
 * from this machine; and else the files that the containers name.
 *
 * Error: SpecError; UserError `no-container`, `missing-file`, and those of `planUp`.
 */
export async function planForDrift(
  cli: Cli,
  services: readonly string[],
  { verify }: Depth,
): Promise<PlannedForDrift> {
  const { planForUp } = await import('../up/plan-for-up.ts');
  const options = { ...AS_THE_FILES_SAY, verify };
  // What was last applied is kept of one engine alone.
  const name = cli.globals.on === 'swarm' ? undefined : await onlyName(cli);
  if (name === undefined) {
    try {
      return { ...(await planForUp(cli, services, options)), comparison: { kind: 'files' } };
    } catch (error) {
      const named = cli.environment.get('COMPOSE_PROJECT_NAME');
      if (!named || cli.globals.on === 'swarm' || !isWithoutFiles(error))
        throw error instanceof SpecError ? await hintingAtName(cli, error) : error;
      return planWithoutFiles(cli, await nameOfInstance(cli, named), services, verify);
    }
  }
  return planWithoutFiles(cli, name, services, verify);
}

async function planWithoutFiles(
  cli: Cli,
  name: string,
  services: readonly string[],
  verify: boolean,
): Promise<PlannedForDrift> {
  const { readRecord } = await import('../applied/record.ts');
  const engine = await cli.engine();
  const { endpoint } = engine;
  const record = readRecord({ environment: cli.environment, endpoint, project: name });
  if (record) {
    const { planForApplied } = await import('../applied/plan-for-applied.ts');
    const intent: UpIntent = { services, verify, removeOrphans: true };
    const planned = await planForApplied(engine, record, intent);
    const folder = planned.project.workingDir;
    return { ...planned, comparison: { kind: 'applied', at: record.head.at, folder } };
  }
  const { planForUp } = await import('../up/plan-for-up.ts');
  const { appliedFiles } = await import('./applied-files.ts');
  const applied = await appliedFiles(cli, name, services);
  const planned = await planForUp(applied.cli, applied.services, { ...AS_THE_FILES_SAY, verify });
  return { ...planned, comparison: { kind: 'named-files', files: applied.cli.globals.file } };
}

const isWithoutFiles = (error: unknown): boolean =>
  error instanceof SpecError && error.problems.every(({ code }) => code === 'no-compose-file');

/**
 * `up` without a flag; but everything that is on the engine under the project's name, and does not belong there, counts. Nothing is
 * built or pulled for the answer, whatever the files say of it: a container of an image that has lost its name is drift.
 */
const AS_THE_FILES_SAY = {
  pull: 'missing',
  recreate: true,
  start: true,
  deps: true,
  color: true,
  logPrefix: true,
  removeOrphans: true,
} as const;
