import { randomBytes } from 'node:crypto';
import { LABEL } from '../../model/labels.ts';
import type { PagePlanRequest } from '../../model/page-calls.ts';
import { isOneOff, serviceOf } from '../../planner/snapshot/own-containers.ts';
import { fingerprint } from '../apply/saved-plan.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { withoutWarnings } from '../context/without-warnings.ts';
import { planForUp } from '../up/plan-for-up.ts';

/** `up` without a flag, as `gantry plan` shows it. */
const AS_TYPED = {
  recreate: true,
  start: true,
  deps: true,
  color: true,
  logPrefix: true,
  obeysOnFailure: true,
} as const;

/** Of this process: nothing can be learned from an id of another one. */
const SALT = randomBytes(32).toString('hex');

export interface PagePlanned extends Planned {
  /** The same for plans that do the same. */
  readonly id: string;
  /** Services whose containers have the hash of what the files say. */
  readonly unedited: ReadonlySet<string>;
  /** The same, from what is there then. */
  readonly again: () => Promise<PagePlanned>;
}

const WHOLE: PagePlanRequest = { kind: 'up', services: [] };

/** As one would type it behind `gantry`. */
export const typedFor = (request: PagePlanRequest): readonly string[] =>
  request.kind === 'rollback'
    ? ['rollback', '--to', String(request.release)]
    : [request.kind, ...request.services];

async function planFor(cli: Cli, request: PagePlanRequest): Promise<Planned> {
  if (request.kind === 'up') return planForUp(cli, request.services, AS_TYPED);
  if (request.kind === 'rollback') {
    const { planForRollback } = await import('../history/plan-for-rollback.ts');
    return planForRollback(cli, [], { to: request.release });
  }
  const { planForServices } = await import('./plan-for-services.ts');
  return planForServices(cli, request.kind, request.services);
}

/** Error: SpecError, UserError as `planForUp`, `planForRollback` and `planForServices`. */
export async function planForPage(cli: Cli, request: PagePlanRequest = WHOLE): Promise<PagePlanned> {
  const planned = await planFor(withoutWarnings(cli), request);
  return {
    ...planned,
    typed: typedFor(request),
    again: () => planForPage(cli, request),
    id: fingerprint(planned.plan, SALT).slice(0, 16),
    unedited: uneditedServices(planned),
  };
}

function uneditedServices({ project, observed, applied }: Planned): ReadonlySet<string> {
  if (applied?.kind !== 'up') return new Set();
  const { hashes } = applied;
  const unedited = observed.containers.flatMap((container) => {
    const name = serviceOf(container) ?? '';
    const service = project.services.get(name);
    if (!service || isOneOff(container)) return [];
    const label = container.labels[LABEL.configHash];
    const forms = (['2.26', 'today'] as const).map((form) => hashes.hashOf(service, () => undefined, form));
    return label !== undefined && forms.includes(label) ? [name] : [];
  });
  return new Set(unedited);
}
