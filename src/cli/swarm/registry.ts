import { gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Observed } from '../../model/observed.ts';
import { addressOfRegistry, REGISTRY_SERVICE } from '../../planner/swarm/own-registry.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import type { Planned } from '../context/planned.ts';
import { askRegistries } from './ask-registries.ts';
import { look } from './plan-for-swarm.ts';

export interface RegistryOptions {
  readonly image: string;
  readonly port: number;
  readonly publish: 'ingress' | 'host';
  readonly node?: string;
}

const NO_CONTAINERS: Observed = { containers: [], networks: [], volumes: [], images: new Map() };

/**
 * Runs a registry on one node, which keeps the images.
 *
 * Error: UserError `bad-usage` for a node that the swarm does not have.
 */
export async function planRegistryUp(cli: Cli, options: RegistryOptions): Promise<Planned> {
  const { registryAddress, registryProject } = await import('../../planner/swarm/own-registry.ts');
  const { imagesForUp, planSwarmUp } = await import('../../planner/swarm/plan-swarm-up.ts');
  const { engine, observed } = await look(cli, registryProject(undefined).name);
  const here = options.node === undefined ? (await engine.info()).nodeId : undefined;
  const node = observed.nodes.find(({ id, hostname }) => id === here || hostname === options.node);
  if (!node)
    throw new UserError('bad-usage', `the swarm has no node "${options.node ?? here}"`, {
      hint: `it has ${observed.nodes.map(({ hostname }) => hostname).join(', ')}`,
    });
  const intent = { ...options, node };
  const project = registryProject(intent);
  const answers = await askRegistries(engine, imagesForUp(project, observed, {}));
  const plan = planSwarmUp(project, observed, { images: { answers } });
  const address = registryAddress(intent);
  const warnings = [...plan.warnings, ...told(options, address)];
  const typed = ['registry', 'up'];
  return { engine, project, observed: NO_CONTAINERS, plan: { ...plan, verb: 'registry', warnings }, typed };
}

function told({ publish, port }: RegistryOptions, address: string): readonly string[] {
  return [
    `whoever reaches port ${port} of ${publish === 'ingress' ? 'any node' : 'that node'} can pull and push images: it asks for no login, and has no TLS`,
    ...(publish === 'host'
      ? [
          `the engine of each node has to accept it without TLS: "insecure-registries": ["${address}"] in its daemon.json`,
        ]
      : []),
  ];
}

/** Its images stay on its node, in the volume. */
export async function planRegistryDown(cli: Cli): Promise<Planned> {
  const { registryProject } = await import('../../planner/swarm/own-registry.ts');
  const { planSwarmDown } = await import('../../planner/swarm/plan-swarm-down.ts');
  const project = registryProject(undefined);
  const { engine, observed } = await look(cli, project.name);
  const plan = { ...planSwarmDown(project, observed), verb: 'registry' };
  return { engine, project, observed: NO_CONTAINERS, plan, typed: ['registry', 'down'] };
}

/** @returns the exit code: 1 where the swarm has none */
export async function showRegistry(cli: Cli): Promise<number> {
  const swarm = await (await cli.engine()).swarm();
  const address = addressOfRegistry(await swarm.service(REGISTRY_SERVICE));
  if (address === undefined)
    throw new UserError('bad-usage', 'the swarm has no registry of its own', {
      hint: ['it gets one with ', gantry('registry', 'up')],
    });
  cli.stdout.write(`${address}\n`);
  return EXIT.ok;
}
