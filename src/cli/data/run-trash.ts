import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { LABEL } from '../../model/labels.ts';
import { shownName, type TrashedVolume, trashedVolumes } from '../../model/trash.ts';
import { didYouMean } from '../../util/did-you-mean.ts';
import { apply } from '../apply/apply.ts';
import { replannable } from '../apply/replannable.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import type { Planned } from '../context/planned.ts';
import { sizesOf } from '../find/find-copies.ts';
import { findTarget } from '../find/target.ts';
import { usersIn } from '../find/users-in.ts';
import { agreesToRemoval } from './agrees-to-removal.ts';

export type TrashAction = 'list' | 'restore' | 'empty';

export interface TrashOptions {
  readonly all?: boolean;
  /** In milliseconds. */
  readonly olderThan?: number;
  readonly yes?: boolean;
  readonly format: 'table' | 'json';
}

/** @returns the exit code */
export async function runTrash(
  cli: Cli,
  action: TrashAction,
  volumes: readonly string[],
  options: TrashOptions,
): Promise<number> {
  refuseUnused(action, options);
  if (action === 'list') return list(cli, volumes, options);
  const plan = action === 'restore' ? planRestore : planEmpty;
  const planned = await replannable(cli, (asking) => plan(asking, volumes, options));
  if (action === 'empty' && !cli.globals.dryRun && !(await agreesToRemoval(cli, planned, options.yes)))
    return EXIT.ok;
  if (planned.plan.steps.length === 0) {
    cli.stderr.write('nothing is in the trash that this is about\n');
    return EXIT.ok;
  }
  return apply(cli, planned);
}

/** Error: UserError `bad-usage` for flags that say nothing of the action. */
function refuseUnused(action: TrashAction, { all, olderThan, yes }: TrashOptions): void {
  const unused = [
    ...(all && action === 'restore' ? ['--all'] : []),
    ...(olderThan !== undefined && action !== 'empty' ? ['--older-than'] : []),
    ...(yes && action !== 'empty' ? ['--yes'] : []),
  ];
  if (unused.length === 0) return;
  throw new UserError('bad-usage', `${unused.join(', ')}: trash ${action} has no such flag`, {
    hint: [gantry('trash', '--help'), ' says which flag goes with what'],
  });
}

async function list(cli: Cli, names: readonly string[], { all, format }: TrashOptions): Promise<number> {
  const { trashRecord, trashTable } = await import('../../ui/tables/trash-output.ts');
  const { engine, trashed } = await find(cli, names, all);
  const sizes = trashed.length === 0 ? undefined : await sizesOf(engine);
  const listed = trashed.map((one) => ({ ...one, sizeBytes: sizes?.get(one.keptIn) }));
  if (format === 'json') cli.stdout.write(`${JSON.stringify(listed.map(trashRecord))}\n`);
  else if (listed.length === 0) cli.stderr.write('the trash is empty\n');
  else cli.stdout.write(trashTable(listed, cli.stdout.columns));
  return EXIT.ok;
}

/** Error: UserError `no-such-volume` for a name that is not in the trash. */
async function find(cli: Cli, names: readonly string[], all = false) {
  const { observed, engine, project } = await findTarget(cli, []);
  const own = trashedVolumes(observed.volumes).filter((one) => all || one.project === project.name);
  const unknown = names.find((name) => !own.some((one) => isCalled(one, name)));
  if (unknown !== undefined) {
    const near = didYouMean(
      unknown,
      own.flatMap((one) => [shownName(one), one.keptIn]),
    );
    throw new UserError('bad-usage', `the trash of ${project.name} has no volume "${unknown}"`, {
      hint: near === undefined ? [gantry('trash'), ' lists what it has'] : `did you mean "${near}"?`,
    });
  }
  const trashed = names.length === 0 ? own : own.filter((one) => names.some((name) => isCalled(one, name)));
  return { engine, project, observed, trashed };
}

/** Also by what it is kept in, which is one of several that had the same name. */
const isCalled = (one: TrashedVolume, called: string): boolean =>
  [one.name, shownName(one), one.keptIn, one.labels[LABEL.volume]].includes(called);

async function planRestore(cli: Cli, names: readonly string[]): Promise<Planned> {
  const { planTakeBack } = await import('../../planner/commands/plan-trash.ts');
  const { engine, project, observed, trashed } = await find(cli, names);
  const { measured } = await import('../find/trash-sizes.ts');
  const sizes = await measured(
    engine,
    trashed.flatMap(({ marker, keptIn, name }) =>
      marker !== undefined
        ? []
        : [keptIn, ...observed.volumes.flatMap((one) => (one.name === name ? [name] : []))],
    ),
  );
  const containers = await usersIn(engine);
  const plan = planTakeBack(project.name, { ...observed, containers }, { trashed, sizes });
  return { engine, project, observed, plan };
}

async function planEmpty(
  cli: Cli,
  names: readonly string[],
  { all, olderThan = 0 }: TrashOptions,
): Promise<Planned> {
  const { planEmptying } = await import('../../planner/commands/plan-trash.ts');
  const { engine, project, observed, trashed } = await find(cli, names, all);
  const now = Date.now();
  const old = trashed.filter(({ since = '' }) => !(now - Date.parse(since) < olderThan));
  const containers = await usersIn(engine);
  const plan = planEmptying(project.name, { ...observed, containers }, old);
  return { engine, project, observed, plan };
}
