import { LABEL } from '../../model/labels.ts';
import type { Observed, ObservedContainer } from '../../model/observed.ts';
import type { OperationKind } from '../../model/operation.ts';
import type { Plan } from '../../model/plan.ts';
import type { Planned } from '../context/planned.ts';

/** All containers of the engine. One call, whoever asks first. */
export type Everywhere = () => Promise<readonly ObservedContainer[]>;

export function everywhereOf({ engine }: Pick<Planned, 'engine'>): Everywhere {
  let asked: Promise<readonly ObservedContainer[]> | undefined;
  return () => {
    asked ??= engine.listContainers([]);
    return asked;
  };
}

/** After these, a network or volume that came or went meanwhile makes no difference: the containers that stay have what they had. */
const HANGS_ON_CONTAINERS: ReadonlySet<OperationKind> = new Set([
  'stop-container',
  'remove-container',
  'drain-container',
  'update-container',
  'wait-for',
]);

const hangsOnContainers = ({ steps }: Plan): boolean =>
  steps.every(({ operation }) => HANGS_ON_CONTAINERS.has(operation.kind));

/**
 * What there is of the project once it is held: another command may have had it since the plan was made. No more lists than the plan
 * hangs on; and where preflight asks for the containers of others, too, one list is for both.
 */
export async function lookAgain(
  { engine, project, plan, observed }: Planned,
  everywhere: Everywhere,
): Promise<Observed> {
  const { observe } = await import('../../engine/observe/observe.ts');
  const { meetsOthers } = await import('../../reconciler/preflight/meets-others.ts');
  const ofProject = ({ labels }: ObservedContainer): boolean => labels[LABEL.project] === project.name;
  const isAlone = hangsOnContainers(plan);
  return observe(engine, project.name, [], {
    containers: meetsOthers(plan)
      ? everywhere().then((all) => all.filter(ofProject))
      : engine.listContainers([`${LABEL.project}=${project.name}`]),
    networks: isAlone ? Promise.resolve(observed.networks) : engine.listNetworks(),
    volumes: isAlone ? Promise.resolve(observed.volumes) : engine.listVolumes(),
    history: undefined,
  });
}
