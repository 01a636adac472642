import type { ContainerRequest, EndpointRequest, MountRequest } from '../../model/container-request.ts';
import { isVersionAtLeast } from '../../util/is-version-at-least.ts';

/** The part of a request that an engine accepts at creation, and what is left to do. */
interface FittedRequest {
  readonly body: ContainerRequest & { readonly MacAddress?: string };
  /** The networks to join before the start. */
  readonly joins: readonly (readonly [network: string, endpoint: EndpointRequest])[];
  /** The fields that the engine would ignore silently. */
  readonly warnings: readonly string[];
}

/**
 * Fits a request to the API version of an engine. Before 1.44, an engine accepts a single network for a new container, and reads
 * the MAC address from beside the networks, where only one has a place.
 *
 * Source: the version history of the Docker Engine API (docs.docker.com/reference/api/engine/version-history), and the behaviour
 * of an engine of API 1.45 when a request names 1.41 to 1.44.
 */
export function fitRequest(request: ContainerRequest, apiVersion: string | undefined): FittedRequest {
  if (apiVersion === undefined || isVersionAtLeast(apiVersion, '1.44'))
    return { body: request, joins: [], warnings: [] };
  const { EndpointsConfig } = request.NetworkingConfig;
  const names = Object.keys(EndpointsConfig);
  const mode = request.HostConfig.NetworkMode ?? '';
  const primary = names.includes(mode) ? mode : names[0];
  const first = primary === undefined ? undefined : EndpointsConfig[primary];
  const joins = Object.entries(EndpointsConfig).filter(([name]) => name !== primary);
  return {
    body: {
      ...request,
      ...(first?.MacAddress === undefined ? {} : { MacAddress: first.MacAddress }),
      NetworkingConfig: {
        EndpointsConfig: primary === undefined || first === undefined ? {} : { [primary]: first },
      },
    },
    joins,
    warnings: leftOut(request, joins)
      .filter(({ since }) => !isVersionAtLeast(apiVersion, since))
      .map(
        ({ what, since }) => `${what} is left out: it needs API ${since} of the engine, not ${apiVersion}`,
      ),
  };
}

interface LeftOut {
  /** In the words of the Compose file. */
  readonly what: string;
  readonly since: string;
}

function leftOut(
  { HostConfig: { Annotations, Mounts = [] }, Healthcheck }: ContainerRequest,
  joins: FittedRequest['joins'],
): readonly LeftOut[] {
  return [
    ...(Annotations ? [{ what: '"annotations"', since: '1.43' }] : []),
    ...(Healthcheck?.StartInterval ? [{ what: '"healthcheck.start_interval"', since: '1.44' }] : []),
    ...Mounts.filter(isRecursive).map(({ Target }) => ({
      what: `"bind.recursive" of the mount at ${Target}`,
      since: '1.44',
    })),
    ...joins
      .filter(([, { MacAddress }]) => MacAddress !== undefined)
      .map(([name]) => ({ what: `"mac_address" on the network ${name}`, since: '1.44' })),
  ];
}

/** `recursive: disabled` is older. */
const isRecursive = ({ BindOptions }: MountRequest): boolean =>
  BindOptions?.ReadOnlyNonRecursive === true || BindOptions?.ReadOnlyForceRecursive === true;
