import { gantry } from '../../diagnostics/hint.ts';
import { Problems } from '../../diagnostics/several-errors.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { ContainerId } from '../../model/ids.ts';
import { STACK } from '../../model/labels.ts';
import type { Inspection, Observed } from '../../model/observed.ts';
import type { ObservedSwarm } from '../../model/observed-swarm.ts';
import type { Plan } from '../../model/plan.ts';
import type { UpContext } from '../snapshot/up-context.ts';
import { addSwarmDown } from '../swarm/plan-swarm-down.ts';
import { serviceKey } from '../swarm/swarm-names.ts';
import { planUp } from '../up/plan-up.ts';
import { type DataElsewhere, dataElsewhere } from './data-elsewhere.ts';
import { BY_MOVE } from './leave-engine.ts';

interface MoveToEngine {
  /** Of what the engine has without the networks of the swarm (`withoutSwarm`). */
  readonly context: UpContext;
  readonly inspections: ReadonlyMap<ContainerId, Inspection>;
  readonly swarm: ObservedSwarm;
  /** The id of the node that the engine is. Absent: of none. */
  readonly node: string | undefined;
  /** What other nodes have may stay there. */
  readonly leavesData: boolean;
}

/** What the engine has apart from the swarm: a network of the project that is the swarm's goes with that. */
export const withoutSwarm = (observed: Observed, project: string): Observed => ({
  ...observed,
  networks: observed.networks.filter(({ labels }) => labels[STACK.namespace] !== project),
});

/**
 * The way of a project from a swarm to an engine: images first, then the services leave the swarm, what depends on something before that, and
 * when their containers have ended the engine gets the project.
 *
 * Error: UserError, or SeveralErrors: as `planUp`; `data-left-behind` for data of other nodes; `in-use` for services that the files do not
 * have.
 */
export function planMoveToEngine({ context, inspections, swarm, node, leavesData }: MoveToEngine): Plan {
  const { project } = context;
  const problems = new Problems();
  const declared = new Set(project.services.keys());
  const others = swarm.services.filter(({ name }) => !declared.has(serviceKey(project, name)));
  for (const { name } of others)
    problems.add(
      new UserError(
        'in-use',
        `service ${name} of the swarm is none of the files, and needs the networks of the project`,
        {
          hint: ['remove it: ', gantry('--on', 'swarm', 'up', '--remove-orphans')],
        },
      ),
    );
  if (!leavesData) problems.add(...dataElsewhere(project, swarm, node).map(leftBehind));
  problems.refuse();
  const plan = planUp(context, inspections, (builder) => {
    builder.endPreparation();
    if (swarm.services.length > 0)
      builder.warn(
        'the project is away from the end of the first task until its containers run. If a container does not start, nothing goes back by itself: `move --to swarm` takes the project there again',
      );
    addSwarmDown({ plan: builder, project, observed: swarm, cause: BY_MOVE }, {});
  });
  return { ...plan, verb: 'move' };
}

const leftBehind = ({ service, data, nodes }: DataElsewhere): UserError =>
  new UserError(
    'data-left-behind',
    `service "${service}" has data on ${nodes.join(', ')} that this engine would not find: ${data.join(', ')}`,
    {
      hint: [
        'save it with the engine of that node and restore it here: ',
        gantry('--on', 'engine', 'backup'),
        ', then ',
        gantry('--on', 'engine', 'restore'),
        '; or, where it may stay there, --leave-data',
      ],
      about: { of: ['services', service], settings: ['volumes'] },
    },
  );
