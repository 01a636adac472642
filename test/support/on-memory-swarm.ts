import { dockerEngine } from '../../src/engine/calls/docker-engine.ts';
import { openTransport } from '../../src/engine/connection/transport.ts';
import type { Engine } from '../../src/engine/port/engine.ts';
import type { Outcome } from '../../src/model/outcome.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Project } from '../../src/model/project.ts';
import { planSwarmDown } from '../../src/planner/swarm/plan-swarm-down.ts';
import { planSwarmUp } from '../../src/planner/swarm/plan-swarm-up.ts';
import { executePlan } from '../../src/reconciler/execute/execute-plan.ts';
import { loadFiles } from './load-files.ts';
import type { MemoryEngine } from './memory-engine/memory-engine.ts';

/** The engine as one run of the program has it: with connections of its own. */
export async function withEngine<Result>(
  { host }: MemoryEngine,
  use: (engine: Engine) => Promise<Result>,
): Promise<Result> {
  const transport = openTransport({ endpoint: host, socketPath: host.replace('unix://', '') });
  try {
    return await use(dockerEngine(host, transport, async () => ({ registry: 'docker.io' }), 'buildkit'));
  } finally {
    transport.close();
  }
}

const FILES = { environment: { PASSWORD: 'first', OTHER_PASSWORD: 'second' } };

export const projectOf = async (text: string): Promise<Project> => (await loadFiles(text, FILES)).project;

type Planner = (project: Project, observed: Parameters<typeof planSwarmUp>[1]) => Plan;

/** `up` and `down` of a file, without the command line: from its text to the outcomes of the steps. */
const command =
  (planner: Planner) =>
  async (memory: MemoryEngine, text: string, signal: AbortSignal = new AbortController().signal) => {
    const project = await projectOf(text);
    return withEngine(
      memory,
      async (engine): Promise<{ readonly plan: Plan; readonly outcomes: readonly Outcome[] }> => {
        const swarm = await engine.swarm();
        const plan = planner(project, await swarm.observe(project.name));
        return { plan, outcomes: await executePlan(plan, { engine, emit: () => {}, signal }) };
      },
    );
  };

export const upOnSwarm = command((project, observed) => planSwarmUp(project, observed));
export const downOnSwarm = command((project, observed) => planSwarmDown(project, observed));
