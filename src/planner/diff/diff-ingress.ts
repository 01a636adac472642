import type { ContainerRequest, EndpointRequest } from '../../model/container-request.ts';
import type { ContainerDetails } from '../../model/observed.ts';
import type { FieldChange } from '../../model/plan.ts';
import { change } from './change.ts';

/**
 * Why an ingress has to be made anew, as far as its inspection tells: in the words of the file.
 *
 * @param wanted the request of the new one, without its image
 */
export function diffIngress(
  { settings, endpoints = {} }: Pick<ContainerDetails, 'settings' | 'endpoints'>,
  wanted: ContainerRequest,
): readonly FieldChange[] {
  const wantedEndpoints = wanted.NetworkingConfig.EndpointsConfig;
  const both = Object.keys(wantedEndpoints).filter((name) => name in endpoints);
  return [
    ...differing('ports', portsOf(settings.HostConfig), portsOf(wanted.HostConfig)),
    ...differing('networks', Object.keys(endpoints), Object.keys(wantedEndpoints)),
    ...both.flatMap((name) =>
      differing(`networks.${name}.aliases`, namesOf(endpoints[name]), namesOf(wantedEndpoints[name])),
    ),
    ...differing('restart', restartOf(settings.HostConfig), restartOf(wanted.HostConfig)),
    // Without a wish the engine has a default of its own.
    ...(wanted.HostConfig.LogConfig === undefined
      ? []
      : differing('logging', loggingOf(settings.HostConfig), loggingOf(wanted.HostConfig))),
  ];
}

type Host = ContainerRequest['HostConfig'];

function differing(field: string, have: readonly string[], want: readonly string[]): readonly FieldChange[] {
  const text = (all: readonly string[]): string | undefined =>
    all.length === 0 ? undefined : [...new Set(all)].sort().join(', ');
  return text(have) === text(want) ? [] : [change(field, text(have), text(want))];
}

/** `127.0.0.1:8080:80` */
const portsOf = ({ PortBindings = {} }: Host): readonly string[] =>
  Object.entries(PortBindings).flatMap(([port, bindings]) =>
    bindings.map(({ HostIp, HostPort }) =>
      [HostIp, HostPort, port.replace(/\/tcp$/, '')]
        .filter((part) => part !== undefined && part !== '')
        .join(':'),
    ),
  );

const namesOf = (endpoint: EndpointRequest | undefined): readonly string[] => endpoint?.Aliases ?? [];

const restartOf = ({ RestartPolicy }: Host): readonly string[] => [RestartPolicy?.Name ?? 'no'];

const loggingOf = ({ LogConfig }: Host): readonly string[] =>
  LogConfig === undefined ? [] : [LogConfig.Type ?? '', ...Object.keys(LogConfig.Config ?? {})];
