import { isAbsolute } from 'node:path';
import { gantry } from '../../diagnostics/hint.ts';
import { InternalError } from '../../diagnostics/internal-error.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import { LABEL } from '../../model/labels.ts';
import type { Observed, ObservedContainer } from '../../model/observed.ts';
import type { Operation, OperationOf } from '../../model/operation.ts';
import { planRequested } from '../../planner/commands/plan-requested.ts';
import { isOneOff, serviceOf } from '../../planner/snapshot/own-containers.ts';
import { apply } from '../apply/apply.ts';
import { sendArchive } from '../context/archive-output.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import type { Planned } from '../context/planned.ts';
import type { Target } from '../context/target.ts';
import { type FoundContainers, unreachableOnly, withoutContainers } from '../find/find-containers.ts';
import { checkServices, findTarget } from '../find/target.ts';
import { type CopyRoute, readRoute } from './copy-arguments.ts';

export interface CpOptions {
  readonly archive?: boolean;
  readonly followLink?: boolean;
  readonly index?: number;
  readonly all?: boolean;
}

/** In place of a path: standard input or output. */
const STREAM = '-';

/** Applies the plan, or writes an archive to standard output. @returns the exit code */
export async function copy(cli: Cli, planned: Planned): Promise<number> {
  const [first] = planned.plan.steps;
  const toOutput = first?.operation.kind === 'copy-out' && first.operation.to === STREAM;
  return toOutput && !cli.globals.dryRun
    ? writeArchive(cli, planned.engine, first.operation)
    : apply(cli, planned);
}

/** Into all containers of a service, out of the first; they need not run. */
export async function planForCopy(
  cli: Cli,
  source: string,
  target: string,
  options: CpOptions,
): Promise<Planned> {
  const route = readRoute(source, target);
  const found =
    cli.globals.on === 'swarm' ? await findTasks(cli) : await findTarget(cli, [], { ofContainers: true });
  checkServices(found.project, withoutContainers([route.service], found.observed.containers));
  const containers = await reached(found, chosen(found, route.service, options), route.kind);
  if (route.kind === 'in') refuseSharedInput(route, containers);
  const operations =
    route.kind === 'in'
      ? containers.map((container) => copyIn(cli, route, container, options))
      : containers.slice(0, 1).map((container) => copyOut(cli, route, container, options));
  return { ...found, plan: planRequested('cp', found.project.name, operations) };
}

interface CopyTarget extends Target {
  readonly reach?: FoundContainers['reach'];
}

/** The tasks that run on a swarm, which has no others that anybody would copy from. */
async function findTasks(cli: Cli): Promise<CopyTarget> {
  const { observeTasks } = await import('../find/find-containers.ts');
  const { projectFromLabels } = await import('../../planner/snapshot/project-from-labels.ts');
  const { engine, name, project, containers, reach } = await observeTasks(cli);
  const observed: Observed = {
    containers: containers.filter(({ state }) => state === 'running'),
    networks: [],
    volumes: [],
    images: new Map(),
  };
  return { engine, project: project ?? projectFromLabels(name, observed), observed, reach };
}

/** Into all of them or into none; out of the first that can be reached. Error: UserError `node-unreachable`. */
async function reached(
  { reach }: CopyTarget,
  containers: readonly ObservedContainer[],
  kind: CopyRoute['kind'],
): Promise<readonly ObservedContainer[]> {
  if (!reach) return containers;
  if (kind === 'in') {
    await Promise.all(containers.map(({ id }) => reach(id)));
    return containers;
  }
  let failure: UserError | undefined;
  for (const container of containers) {
    const error = await reach(container.id).then(() => undefined, unreachableOnly);
    if (!error) return [container];
    failure ??= error;
  }
  throw failure ?? new InternalError('there is no container to copy from');
}

/** By number, one-offs last. Error: UserError `no-container`. */
function chosen(
  { observed }: Target,
  service: string,
  { index, all }: CpOptions,
): readonly ObservedContainer[] {
  const ofService = observed.containers.filter((container) => serviceOf(container) === service);
  const numbered = ofService
    .filter((container) => !isOneOff(container))
    .toSorted((a, b) => numberOf(a) - numberOf(b));
  const containers = index
    ? numbered.filter((container) => numberOf(container) === index)
    : [...numbered, ...(all ? ofService.filter(isOneOff) : [])];
  if (containers.length > 0) return containers;
  const which = index ? `container #${index}` : 'container';
  throw new UserError('no-container', `service "${service}" has no ${which}`, {
    hint: [gantry('create', service), ' makes one'],
  });
}

const numberOf = ({ labels }: ObservedContainer): number => Number(labels[LABEL.containerNumber] ?? 0);

function refuseSharedInput({ from, service }: CopyRoute, containers: readonly ObservedContainer[]): void {
  if (from !== '-' || containers.length < 2) return;
  throw new UserError(
    'bad-usage',
    `standard input can be read once, and ${service} has ${containers.length} containers`,
    { hint: 'choose one with --index' },
  );
}

function copyIn(
  cli: Cli,
  { from, to }: CopyRoute,
  { id, name }: ObservedContainer,
  { archive, followLink }: CpOptions,
): Operation {
  return {
    kind: 'copy-in',
    container: id,
    name,
    from: from === STREAM ? from : absolute(cli, from),
    to,
    followLink: followLink === true,
    keepOwner: archive === true,
  };
}

function copyOut(
  cli: Cli,
  { from, to }: CopyRoute,
  { id, name }: ObservedContainer,
  { followLink }: CpOptions,
): Operation {
  return {
    kind: 'copy-out',
    container: id,
    name,
    from,
    to: to === STREAM ? to : absolute(cli, to),
    followLink: followLink === true,
  };
}

/** Not cleaned: `x/.` and `x/` mean something else than `x`. */
const absolute = ({ cwd }: Cli, path: string): string => (isAbsolute(path) ? path : `${cwd}/${path}`);

async function writeArchive(
  cli: Cli,
  engine: Engine,
  { container, name, from, followLink }: OperationOf<'copy-out'>,
): Promise<number> {
  if (cli.stdout.isTty)
    throw new UserError('bad-usage', 'a tar archive is nothing to read on a terminal', {
      hint: 'send it on, e.g. `| tar -x`, or into a file',
    });
  const { readOut } = await import('../../reconciler/copy/copy-out.ts');
  await sendArchive([await readOut(engine, { id: container, name }, from, followLink)]);
  return EXIT.ok;
}
