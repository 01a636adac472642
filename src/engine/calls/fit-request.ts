import type { ContainerRequest, EndpointRequest, MountRequest } from '../../model/container-request.ts';
import { isVersionAtLeast } from '../../util/is-version-at-least.ts';

/** What an engine takes of a request when the container is made, and what has to be done about the rest. */
interface FittedRequest {
  readonly body: ContainerRequest & { readonly MacAddress?: string };
  /** The networks to put it on before it starts. */
  readonly joins: readonly (readonly [network: string, endpoint: EndpointRequest])[];
  /** What the engine would leave out without a word. */
  readonly warnings: readonly string[];
}

/**
 * A request for an engine that speaks this version of the API. Before 1.44, one takes a single network with a new
 * container, and looks for the MAC address of that one beside the networks, where no other has a place.
 *
 * Source: the version history of the Docker Engine API, and what an engine of API 1.45 does when it is asked for 1.41
 * to 1.44.
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
