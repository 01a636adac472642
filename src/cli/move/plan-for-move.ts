import type { Engine } from '../../engine/port/engine.ts';
import type { Cli } from '../context/cli.ts';
import { appliedBy, type Planned } from '../context/planned.ts';

export interface MoveOptions {
  readonly to: 'swarm' | 'engine';
  /** Seconds that a container may take to stop. */
  readonly timeout?: number;
  /** Seconds. */
  readonly waitTimeout?: number;
  readonly leaveData?: boolean;
}

/** The plan of `move`: what the files say, as it is to run there, and what runs here. */
export const planForMove = (cli: Cli, options: MoveOptions): Promise<Planned> => {
  const there: Cli = { ...cli, globals: { ...cli.globals, on: options.to } };
  return options.to === 'swarm' ? planToSwarm(there, options) : planToEngine(there, options);
};

const millisecondsOf = (seconds: number | undefined): number | undefined =>
  seconds === undefined ? undefined : seconds * 1000;

async function planToSwarm(
  cli: Cli,
  { timeout, waitTimeout, leaveData = false }: MoveOptions,
): Promise<Planned> {
  const { loadForSwarm, look, refuseStrictly } = await import('../swarm/plan-for-swarm.ts');
  const { imageFacts } = await import('../swarm/image-facts.ts');
  const { observe, inspectAll } = await import('../../engine/observe/observe.ts');
  const { goingContainers } = await import('../../planner/move/leave-engine.ts');
  const { keptData, stayingOn } = await import('../../planner/move/kept-data.ts');
  const { planMoveToSwarm } = await import('../../planner/move/plan-move-to-swarm.ts');
  const written = await loadForSwarm(cli, { services: [] });
  const { engine, observed: swarm } = await look(cli, written.name);
  const [observed, node] = await Promise.all([observe(engine, written.name, []), nodeOf(engine)]);
  const kept = keptData(written, observed.volumes);
  const project = stayingOn(written, kept, node);
  const ids = [...goingContainers(project, observed).values()].flat().map(({ id }) => id);
  const intent = { waitTimeoutMs: millisecondsOf(waitTimeout) };
  const [images, inspections] = await Promise.all([
    imageFacts(engine, project, swarm, intent),
    inspectAll(engine, ids),
  ]);
  const plan = planMoveToSwarm({
    engine: { project, observed, inspections, timeoutSeconds: timeout },
    swarm,
    node,
    kept,
    intent: { ...intent, images },
    leavesData: leaveData,
  });
  refuseStrictly(cli, plan);
  return { engine, project, observed, plan, applied: { kind: 'down', everything: true } };
}

/** Error: EngineError `not-a-manager`. */
async function nodeOf(engine: Engine) {
  const [{ nodeId }, nodes] = await Promise.all([
    engine.info(),
    engine.swarm().then((swarm) => swarm.nodes()),
  ]);
  const node = nodes.find(({ id }) => id === nodeId);
  if (node) return node;
  const { InternalError } = await import('../../diagnostics/internal-error.ts');
  throw new InternalError('a manager is a node of its swarm');
}

async function planToEngine(
  cli: Cli,
  { timeout, waitTimeout, leaveData = false }: MoveOptions,
): Promise<Planned> {
  const { loadProjectFor } = await import('../files/load.ts');
  const { lookForUp } = await import('../find/look-for-up.ts');
  const { look } = await import('../swarm/plan-for-swarm.ts');
  const { planMoveToEngine, withoutSwarm } = await import('../../planner/move/plan-move-to-engine.ts');
  const loaded = await loadProjectFor(cli, { services: [] });
  const { engine, observed: swarm } = await look(cli, loaded.name);
  const intent = { wait: true, waitTimeoutMs: millisecondsOf(waitTimeout), timeoutSeconds: timeout };
  const [looked, { nodeId: node }] = await Promise.all([
    lookForUp(cli, engine, loaded, intent),
    engine.info(),
  ]);
  const observed = withoutSwarm(looked.observed, loaded.name);
  const context = { ...looked.context, observed };
  const plan = planMoveToEngine({
    context,
    inspections: looked.inspections,
    swarm,
    node,
    leavesData: leaveData,
  });
  return { engine, project: looked.project, observed, plan, applied: appliedBy(context) };
}
