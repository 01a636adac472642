import type { Project } from '../model/project.ts';
import type { ServiceSpec } from '../model/service-spec.ts';
import { defined } from '../util/defined.ts';
import { type InstanceFinding, inService } from './finding.ts';

/** The services whose containers have a name in the files, by that name. */
export const namedContainers = ({ services, disabledServices }: Project): ReadonlyMap<string, string> =>
  new Map(
    [...services.values(), ...disabledServices.values()].flatMap(({ name, containerName }) =>
      containerName === undefined ? [] : [[containerName, name] as const],
    ),
  );

const CONTAINER = 'container:';

/** A service that refers to the container of another one by its name refers to the service: the container has another name. */
export function withOwnContainers(service: ServiceSpec, named: ReadonlyMap<string, string>): ServiceSpec {
  const mode = (text: string | undefined): string | undefined => {
    const peer = text?.startsWith(CONTAINER) ? named.get(text.slice(CONTAINER.length)) : undefined;
    return peer === undefined ? text : `service:${peer}`;
  };
  return defined<ServiceSpec>({
    ...service,
    networkMode: mode(service.networkMode),
    ipc: mode(service.ipc),
    pid: mode(service.pid),
    volumesFrom: service.volumesFrom.map((entry) => {
      const [, name = '', rest = ''] = /^container:([^:]+)(:.*)?$/.exec(entry) ?? [];
      const peer = named.get(name);
      return peer === undefined ? entry : `${peer}${rest}`;
    }),
    externalLinks: service.externalLinks.filter((link) => !named.has(link.split(':')[0] ?? '')),
    links: [
      ...service.links,
      ...service.externalLinks.flatMap((link) => {
        const [container = '', alias = container] = link.split(':');
        const peer = named.get(container);
        return peer === undefined ? [] : [`${peer}:${alias}`];
      }),
    ],
  });
}

/** What a service takes of the host, or of a container that is not the project's. */
export function takenFromOthers(service: ServiceSpec): readonly InstanceFinding[] {
  const { name, networkMode, pid, ipc, volumesFrom, externalLinks } = service;
  const host: readonly (readonly [attribute: string, value: string | undefined, what: string])[] = [
    ['network_mode', networkMode, 'network'],
    ['pid', pid, 'processes'],
  ];
  const others: readonly (readonly [attribute: string, container: string])[] = [
    ...(
      [
        ['network_mode', networkMode],
        ['pid', pid],
        ['ipc', ipc],
      ] as const
    ).flatMap(([attribute, value]) =>
      value?.startsWith(CONTAINER) ? [[attribute, value.slice(CONTAINER.length)] as const] : [],
    ),
    ...volumesFrom.flatMap((entry) => {
      const [, container] = /^container:([^:]+)/.exec(entry) ?? [];
      return container === undefined ? [] : [['volumes_from', container] as const];
    }),
    ...externalLinks.map((link) => ['external_links', link.split(':')[0] ?? link] as const),
  ];
  return [
    ...host
      .filter(([, value]) => value === 'host')
      .map(
        ([attribute, , what]): InstanceFinding => ({
          code: 'instance-not-possible',
          severity: 'error',
          message: `${name} has the ${what} of the host (${attribute}: host), which the project and its instances cannot have apart`,
          hint: `leave out ${attribute}, or start one at a time without --instance`,
          about: inService(name, attribute),
        }),
      ),
    ...others.map(
      ([attribute, container]): InstanceFinding => ({
        code: 'instance-shares',
        severity: 'warning',
        message: `${name} uses the container ${container} (${attribute}), which is not the project's, so all instances share it`,
        about: inService(name, attribute),
      }),
    ),
  ];
}
