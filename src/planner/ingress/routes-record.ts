import { ingressOptionsOf } from '../../model/ingress.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { ingressRoutes } from './ingress-routes.ts';

/**
 * What the files say of how an ingress talks to the containers of a service, by setting: written down on each of these, because an
 * ingress goes over to other ways with the containers that it goes over to.
 */
export function routesRecord(project: Project, service: ServiceSpec): ReadonlyMap<string, string> {
  const unsaid = ingressRoutes({
    ...service,
    ports: service.ports.map(({ appProtocol: _written, ...port }) => port),
  });
  const ways = ingressRoutes(service).flatMap(({ port, speaks }, index): readonly [string, string][] =>
    speaks === unsaid[index]?.speaks ? [] : [[`ports.${port}.app_protocol`, speaks]],
  );
  const { proxyProtocol } = {
    ...ingressOptionsOf(project.extensions.get('x-gantry')),
    ...ingressOptionsOf(service.extensions.get('x-gantry')),
  };
  return new Map([
    ...ways,
    ...(proxyProtocol === undefined
      ? []
      : ([['x-gantry.ingress.proxy-protocol', `v${proxyProtocol}`]] as const)),
  ]);
}

/** `ports.80.app_protocol=http,…`; undefined: the files say nothing. */
export const writeRecord = (record: ReadonlyMap<string, string>): string | undefined =>
  record.size === 0 ? undefined : [...record].map(([name, value]) => `${name}=${value}`).join(',');

export const readRecord = (label: string | undefined): ReadonlyMap<string, string> =>
  new Map(
    (label ?? '')
      .split(',')
      .filter((entry) => entry !== '')
      .map((entry) => {
        const [name = '', value = ''] = entry.split('=');
        return [name, value];
      }),
  );
