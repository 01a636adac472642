import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import type { ContainerRequest, NetworkRequest } from '../../model/container-request.ts';
import type { Plan } from '../../model/plan.ts';
import { isVersionAtLeast } from '../../util/is-version-at-least.ts';

/** Something that engines have not always been able to do, and that an older one leaves out without a word. */
interface Need {
  /** In the words of the Compose file. */
  readonly what: string;
  /** Of the API. */
  readonly since: string;
}

/**
 * Requests that the engine is too old for. Costs one call, and only when there is something in the plan that not every
 * engine can do.
 */
export async function checkEngineVersion(plan: Plan, engine: Engine): Promise<readonly UserError[]> {
  const needs = plan.steps.flatMap(({ operation }) => {
    if (operation.kind === 'create-network')
      return ofNetwork(operation.request).map((need) => ({ of: `network "${operation.key}"`, ...need }));
    if (operation.kind !== 'create-container') return [];
    return ofContainer(operation.request).map((need) => ({ of: `service "${operation.service}"`, ...need }));
  });
  if (needs.length === 0) return [];
  const { version, apiVersion } = await engine.version();
  const reported = new Set<string>();
  return needs.flatMap(({ of, what, since }) => {
    const need = `${of} ${what}`;
    if (isVersionAtLeast(apiVersion, since) || reported.has(need)) return [];
    reported.add(need);
    const message = `${of} has ${what}, which needs API ${since} of the engine: this one (${version}) has ${apiVersion}`;
    return [
      new UserError('engine-not-supported', message, {
        hint: 'update the engine, or take it out of the file',
      }),
    ];
  });
}

function ofContainer({ HostConfig, NetworkingConfig }: ContainerRequest): readonly Need[] {
  const mounts = (HostConfig.Mounts ?? []).flatMap(({ Type, Target, VolumeOptions }): readonly Need[] => {
    if (Type === 'image') return [{ what: `an image mounted at ${Target} ("type: image")`, since: '1.48' }];
    return VolumeOptions?.Subpath === undefined
      ? []
      : [{ what: `a "subpath" of the volume at ${Target}`, since: '1.45' }];
  });
  const networks = Object.entries(NetworkingConfig.EndpointsConfig).flatMap(
    ([name, { DriverOpts, GwPriority }]): readonly Need[] => [
      ...(DriverOpts?.[INTERFACE] === undefined
        ? []
        : [{ what: `an "interface_name" on the network ${name}`, since: '1.49' }]),
      ...(GwPriority === undefined
        ? []
        : [{ what: `a "gw_priority" on the network ${name}`, since: '1.48' }]),
    ],
  );
  return [...mounts, ...networks];
}

const INTERFACE = 'com.docker.network.endpoint.ifname';

const ofNetwork = ({ EnableIPv4 }: NetworkRequest): readonly Need[] =>
  EnableIPv4 === undefined ? [] : [{ what: '"enable_ipv4"', since: '1.48' }];
