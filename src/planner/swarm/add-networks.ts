import { gantry } from '../../diagnostics/hint.ts';
import type { Problems } from '../../diagnostics/several-errors.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { NetworkRequest } from '../../model/container-request.ts';
import type { NetworkId, StepId } from '../../model/ids.ts';
import { STACK } from '../../model/labels.ts';
import type { NetworkSpec } from '../../model/network-spec.ts';
import type { ObservedSwarm, ObservedSwarmNetwork } from '../../model/observed-swarm.ts';
import type { Project } from '../../model/project.ts';
import { change } from '../diff/change.ts';
import { diffNetwork } from '../diff/diff-network.ts';
import type { PlanBuilder } from '../graph/plan-builder.ts';
import { networkName, networksByPriority } from '../request/endpoints.ts';
import { networkRequest } from '../request/network-request.ts';
import { whyNoNetworkName, whyNoSubnet } from './limits.ts';
import { stackLabels } from './swarm-names.ts';

/**
 * The networks that the services of the project are on.
 *
 * @param problems gets those that are of one machine alone, and external ones that are missing
 * @param removed those of one machine that are gone by then
 * @returns by `network NAME`: the step that makes it
 */
export function addNetworks(
  plan: PlanBuilder,
  project: Project,
  observed: ObservedSwarm,
  problems: Problems,
  removed: ReadonlySet<NetworkId> = new Set(),
): ReadonlyMap<string, StepId> {
  const keys = new Set([...project.services.values()].flatMap((service) => networksByPriority(service)));
  return new Map(
    [...keys].flatMap((key) => {
      const step = problems.attempt(() => addNetwork(plan, project, observed, key, removed, problems));
      return step === undefined ? [] : [[`network ${networkName(project, key)}`, step] as const];
    }),
  );
}

const NODE_NETWORKS: ReadonlySet<string> = new Set(['host', 'bridge']);

/** @returns undefined: it is there */
function addNetwork(
  plan: PlanBuilder,
  project: Project,
  observed: ObservedSwarm,
  key: string,
  removed: ReadonlySet<NetworkId>,
  problems: Problems,
): StepId | undefined {
  const name = networkName(project, key);
  const spec = project.networks.get(key);
  const have = observed.networks.find((network) => network.name === name);
  if (have && have.scope === 'swarm') {
    plan.unchanged({ kind: 'network', name });
    if (spec && !spec.external) tellDifferences(plan, have, requestFor(project, spec));
    return undefined;
  }
  // Each node has one of this name, and a swarm gives a task that of its own.
  if (spec?.external && NODE_NETWORKS.has(name)) {
    plan.unchanged({ kind: 'network', name });
    return undefined;
  }
  if (have && !removed.has(have.id))
    throw new UserError(
      'bad-usage',
      `network "${name}" is of one machine (${have.scope}), and the tasks of a swarm cannot join it`,
      {
        hint: [
          'where the project runs on this engine, move it: ',
          gantry('move', '--to', 'swarm'),
          '; or give the network another name',
        ],
        about: { of: ['networks', key], settings: ['name'] },
      },
    );
  if (!spec || spec.external)
    throw new UserError('missing-external', `network "${name}" is external, and the swarm does not have it`, {
      hint: `make it: docker network create --driver overlay --attachable ${name}`,
      about: { of: ['networks', key], settings: ['external'] },
    });
  const whyNot = whyNoNetworkName(name);
  if (whyNot !== undefined)
    throw new UserError('bad-usage', whyNot, {
      hint: 'give it a `name` of at most 63 letters, digits, - and _',
      about: { of: ['networks', key], settings: ['name'] },
    });
  refuseDriver(key, name, spec);
  problems.add(...subnetProblems(key, spec, observed.apiVersion));
  if (isOfOneMachine(spec))
    plan.warn(`network "${key}": ${spec.driver} is of one machine; on a swarm it is an overlay network`);
  const request = requestFor(project, spec);
  return plan.add({
    operation: { kind: 'create-network', key, request },
    cause: have
      ? { kind: 'changed', fields: [change('driver', have.driver, request.Driver)] }
      : { kind: 'missing' },
  });
}

/** A swarm makes such a network only of settings that each node has of its own. */
function refuseDriver(key: string, name: string, { driver = '' }: NetworkSpec): void {
  if (driver !== 'macvlan' && driver !== 'ipvlan') return;
  throw new UserError(
    'bad-usage',
    `network "${key}": a swarm has no ${driver} network without settings of each node`,
    {
      hint: `on each node: docker network create --config-only --subnet SUBNET -o parent=INTERFACE ${name}-config; on a manager: docker network create --driver ${driver} --scope swarm --config-from ${name}-config ${name}; then write \`external: true\` and \`name: ${name}\``,
      about: { of: ['networks', key], settings: ['driver'] },
    },
  );
}

/** Each of them is told. An IPAM driver of somebody else may read another text. */
function subnetProblems(
  key: string,
  { ipam }: NetworkSpec,
  apiVersion: string | undefined,
): readonly UserError[] {
  if ((ipam?.driver ?? 'default') !== 'default') return [];
  return (ipam?.pools ?? []).flatMap(({ subnet }) => {
    const why = subnet ? whyNoSubnet(subnet, apiVersion) : undefined;
    if (!subnet || !why) return [];
    const about = { of: ['networks', key], settings: [['ipam.config', subnet] as const, 'ipam'] };
    return [new UserError('subnet-taken', `network "${key}": ${why.message}`, { hint: why.hint, about })];
  });
}

/** What a file for one engine may say, and what it is there by itself. */
const isOfOneMachine = ({ driver = '' }: NetworkSpec): boolean => driver === 'bridge' || driver === 'nat';

function requestFor(project: Project, spec: NetworkSpec): NetworkRequest {
  const request = networkRequest(project, spec);
  const driver = isOfOneMachine(spec) ? 'overlay' : (spec.driver ?? 'overlay');
  return {
    ...request,
    Driver: driver,
    // So that containers of `run` may join it.
    ...(driver === 'overlay' && spec.attachable !== false && { Attachable: true }),
    Labels: { ...request.Labels, ...stackLabels(project, new Map()) },
  };
}

/** A swarm changes no network. Another one would need another name, and all services to move. */
function tellDifferences(plan: PlanBuilder, have: ObservedSwarmNetwork, want: NetworkRequest): void {
  const withoutStack = ({ [STACK.namespace]: _, ...labels }: Readonly<Record<string, string>>) => labels;
  const fields = diffNetwork(
    { ...have, labels: withoutStack(have.labels) },
    { ...want, Labels: withoutStack(want.Labels) },
  );
  if (fields.length === 0) return;
  const changes = fields.map(
    ({ field, from = 'nothing', to = 'nothing' }) => `${field} (${from}, not ${to})`,
  );
  plan.warn(
    `network ${have.name} stays as it is, since a swarm cannot change it: ${changes.join(', ')}; give it another name, or take the project down first`,
  );
}
