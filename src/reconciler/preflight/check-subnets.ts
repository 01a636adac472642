import { commandHint, type Hint } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { NetworkRequest } from '../../model/container-request.ts';
import { LABEL } from '../../model/labels.ts';
import type { Observed, ObservedNetwork } from '../../model/observed.ts';
import type { OperationOf } from '../../model/operation.ts';
import type { Plan } from '../../model/plan.ts';
import { overlap, readRange } from '../../util/address-range.ts';

type Settings = Pick<NetworkRequest, 'Driver' | 'IPAM'>;

/**
 * The networks of the plan whose subnets another network has: of whom ever, the engine's own included. Those that the plan
 * removes have left by then. Which subnet the engine picks where the files have none is left to it.
 */
export function checkSubnets(plan: Plan, { networks }: Observed): readonly UserError[] {
  const removed = new Set(
    plan.steps.flatMap(({ operation, optional }) =>
      operation.kind === 'remove-network' && !optional ? [operation.id] : [],
    ),
  );
  const staying = networks.filter(({ id }) => !removed.has(id));
  const wanted = plan.steps.flatMap(({ operation }) =>
    operation.kind === 'create-network' ? [operation] : [],
  );
  return wanted.flatMap((network, index) => {
    const rival = wanted
      .slice(0, index)
      .map((other) => overlapOf(network.request, other.request, `network "${other.key}" of the same plan`))
      .find((found) => found !== undefined);
    if (rival) return [taken(network, rival, 'give each network a subnet of its own')];
    const clash = clashWith(network.request, staying, plan.project);
    return clash ? [taken(network, clash, clash.hint)] : [];
  });
}

interface Overlap {
  readonly subnet: string;
  /** `10.1.0.0/16 of network bridge` */
  readonly text: string;
}

/** The network that keeps one with these settings from being made, and what to do about it. */
export function clashWith(
  request: Settings,
  networks: readonly ObservedNetwork[],
  project: string,
): (Overlap & { readonly hint: Hint }) | undefined {
  for (const network of networks) {
    const settings = { Driver: network.driver, ...network.settings };
    const found = overlapOf(request, settings, describe(network, project));
    if (found) return { ...found, hint: hintFor(network, project) };
  }
  return undefined;
}

function overlapOf(request: Settings, other: Settings, owner: string): Overlap | undefined {
  if (spaceOf(request) !== spaceOf(other)) return undefined;
  for (const subnet of subnetsOf(request)) {
    const taken = subnetsOf(other).find((range) => clash(subnet, range));
    if (taken !== undefined) return { subnet, text: `${taken} of ${owner}` };
  }
  return undefined;
}

const subnetsOf = ({ IPAM }: Settings): readonly string[] =>
  (IPAM?.Config ?? []).flatMap(({ Subnet }) => (Subnet === undefined || Subnet === '' ? [] : [Subnet]));

/**
 * Networks of a cluster have addresses of their own, and so have those whose addresses another program gives out.
 *
 * Source: https://github.com/moby/moby/blob/v26.1.5/libnetwork/ipams/defaultipam/allocator.go (local and global address space)
 */
function spaceOf({ Driver, IPAM }: Settings): string {
  const driver = IPAM?.Driver ?? 'default';
  return `${driver === '' || driver === 'host-local' ? 'default' : driver} ${Driver === 'overlay' ? 'global' : 'local'}`;
}

function clash(a: string, b: string): boolean {
  const [first, second] = [readRange(a), readRange(b)];
  return first !== undefined && second !== undefined && overlap(first, second);
}

function describe({ name, labels }: ObservedNetwork, project: string): string {
  const owner = labels[LABEL.project];
  return `network ${name}${owner === undefined || owner === project ? '' : ` of project "${owner}"`}`;
}

/** Of every engine; nobody can remove them. */
const PREDEFINED = new Set(['bridge', 'host', 'none', 'nat', 'podman', 'ingress', 'docker_gwbridge']);

function hintFor({ name, labels }: ObservedNetwork, project: string): Hint {
  const another = 'choose another `ipam.config.subnet`';
  const owner = labels[LABEL.project];
  if (PREDEFINED.has(name))
    return `${another}: that network is the engine's own, and only its configuration moves it${name === 'bridge' ? ' (`bip` in daemon.json)' : ''}`;
  if (owner !== undefined && owner !== project)
    return [`${another}, or remove that project: `, commandHint('gantry', '-p', owner, 'down')];
  return [`${another}, or remove that network: `, commandHint('docker', 'network', 'rm', name)];
}

function taken({ key }: OperationOf<'create-network'>, { subnet, text }: Overlap, hint: Hint): UserError {
  return new UserError(
    'subnet-taken',
    `network "${key}" cannot be made: its subnet ${subnet} overlaps with ${text}`,
    { hint, about: { of: ['networks', key], settings: [['ipam.config', subnet], 'ipam'] } },
  );
}
