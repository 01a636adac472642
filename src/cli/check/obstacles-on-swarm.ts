import { SeveralErrors } from '../../diagnostics/several-errors.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { ReportedFailure } from '../../model/failure.ts';
import { networkId } from '../../model/ids.ts';
import type { Observed } from '../../model/observed.ts';
import type { ObservedSwarm, SwarmObject } from '../../model/observed-swarm.ts';
import type { Project } from '../../model/project.ts';
import type { SecretSpec } from '../../model/secret-spec.ts';
import { describeFailure } from '../../ui/errors/describe-failure.ts';
import type { Cli } from '../context/cli.ts';
import { isEngineLocal } from '../files/load.ts';

/**
 * What `up` would refuse on a swarm, or warn of, because of the files and this machine alone: that of a swarm which has nothing yet of the
 * project, and all that others are to have made. Asks no manager.
 *
 * @param project with the files of its secrets and configs
 */
export async function obstaclesOnSwarm(cli: Cli, project: Project): Promise<readonly ReportedFailure[]> {
  const { planSwarmUp } = await import('../../planner/swarm/plan-swarm-up.ts');
  const { preflightOfFiles } = await import('../../reconciler/preflight/preflight.ts');
  const { withSeccompProfiles } = await import('../find/machine-settings.ts');
  const { withTakenImages } = await import('../find/taken-images.ts');
  try {
    const whole = withSeccompProfiles(await withTakenImages(cli, project));
    const plan = planSwarmUp(whole, swarmFor(whole), { build: true });
    const errors = await preflightOfFiles(plan, whole, NO_CONTAINERS, await isEngineLocal(cli));
    const lost = (plan.lost ?? []).map(({ warning, about }) =>
      describeFailure(new UserError('bad-usage', warning, { about }), { severity: 'warning' }),
    );
    return [...lost, ...errors.map((error) => describeFailure(error))];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const errors = error instanceof SeveralErrors ? error.errors : [error];
    return errors.map((one) => describeFailure(one));
  }
}

const NO_CONTAINERS: Observed = { containers: [], networks: [], volumes: [], images: new Map() };

/** No engine was asked: what only older ones discard is nobody's problem yet. */
const NEWEST_API = '1.99';

function swarmFor({ networks, secrets, configs }: Project): ObservedSwarm {
  const external = [...networks.values()].filter((network) => network.external);
  return {
    services: [],
    tasks: [],
    nodes: [],
    secrets: externalOf(secrets),
    configs: externalOf(configs),
    networks: external.map(({ name }) => ({
      id: networkId(name),
      name,
      scope: 'swarm',
      driver: 'overlay',
      labels: {},
    })),
    apiVersion: NEWEST_API,
  };
}

const externalOf = (specs: Project['secrets']): readonly SwarmObject[] =>
  [...specs.values()].filter(isExternal).map(({ name }) => ({ id: name, name, labels: {} }));

const isExternal = ({ from }: SecretSpec): boolean => from.kind === 'external';
