import { identityLabels, ownerText } from '../../model/instance.ts';
import { COMPOSE_LABELS, LABEL } from '../../model/labels.ts';
import type { HookName } from '../../model/operation.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import type { StringMap } from '../../model/string-map.ts';
import { byKey } from '../../util/by-key.ts';
import { hookRecord } from './hook-record.ts';

/** The release of docker compose whose names and labels these are: what reads the label expects its numbers. */
export const COMPOSE_VERSION = '2.26.1';

/** They say what a container was made from, too, and are compared by themselves. */
const GANTRY_LABELS: ReadonlySet<string> = new Set([
  LABEL.filesHash,
  LABEL.hooks,
  LABEL.ingress,
  LABEL.instanceExpires,
  LABEL.instanceTtl,
  LABEL.instanceOwner,
  LABEL.routes,
]);

type Labels = Readonly<Record<string, string>>;

/**
 * The labels that the user wrote. Others say where an object comes from, not what it is: moving the project's folder, or
 * adding a file that changes nothing, must not replace a container.
 */
export const ownLabels = (labels: Labels): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(labels).filter(([name]) => !name.startsWith(COMPOSE_LABELS) && !GANTRY_LABELS.has(name)),
  );

/** The user's own labels come first, so that they cannot hide what others find the container by. */
export function containerLabels(project: Project, service: ServiceSpec, replica: number): Labels {
  const hooks = hookRecord(service);
  return {
    ...Object.fromEntries(byKey(service.labels)),
    [LABEL.project]: project.name,
    [LABEL.service]: service.name,
    [LABEL.containerNumber]: String(replica),
    [LABEL.oneOff]: 'False',
    ...(hooks === undefined ? {} : { [LABEL.hooks]: hooks }),
    ...instanceLabels(project),
    [LABEL.version]: COMPOSE_VERSION,
    [LABEL.workingDir]: project.workingDir,
    [LABEL.configFiles]: project.configFiles.join(','),
    ...(project.envFiles.length > 0 ? { [LABEL.environmentFile]: project.envFiles.join(',') } : {}),
    // Others read the order to stop in from it: an optional dependency that is switched off has no part in that.
    [LABEL.dependsOn]: byKey(service.dependsOn)
      .filter(([name]) => project.services.has(name))
      .map(([name, { condition, restart }]) => `${name}:${condition}:${restart === true}`)
      .join(','),
  };
}

/** What a container that is there for a moment has: it may be left behind, and whoever clears up has to know whose it is. */
export const passingLabels = (project: Project): Labels => ({
  [LABEL.project]: project.name,
  ...instanceLabels(project),
});

/** Without the hash that every container of a service has: nobody takes it for one. */
export const hookLabels = (project: Project, service: ServiceSpec, hook: HookName): Labels => ({
  ...passingLabels(project),
  [LABEL.service]: service.name,
  [LABEL.version]: COMPOSE_VERSION,
  [LABEL.hook]: hook,
});

export const networkLabels = (project: Project, key: string, own: StringMap): Labels =>
  resourceLabels(project, LABEL.network, key, own);

export const volumeLabels = (project: Project, key: string, own: StringMap): Labels =>
  resourceLabels(project, LABEL.volume, key, own);

export function imageLabels(project: Project, service: ServiceSpec): Labels {
  return {
    ...Object.fromEntries(byKey(service.build?.labels ?? new Map<string, string>())),
    [LABEL.project]: project.name,
    [LABEL.service]: service.name,
    [LABEL.version]: COMPOSE_VERSION,
    // Not its end: with another label it is another image.
    ...identityLabels(project.instance),
  };
}

function resourceLabels(project: Project, keyLabel: string, key: string, own: StringMap): Labels {
  return {
    ...Object.fromEntries(byKey(own)),
    [LABEL.project]: project.name,
    [keyLabel]: key,
    ...instanceLabels(project),
    [LABEL.version]: COMPOSE_VERSION,
  };
}

/** No hash has these, as the end is another one at each `up`: nothing is replaced because of them. Whatever is made says whose it is. */
function instanceLabels({ instance }: Project): Labels {
  return {
    ...identityLabels(instance),
    ...(instance?.expires !== undefined && { [LABEL.instanceExpires]: instance.expires }),
    ...(instance?.ttlSeconds !== undefined && { [LABEL.instanceTtl]: String(instance.ttlSeconds) }),
    ...(instance?.owner && { [LABEL.instanceOwner]: ownerText(instance.owner) }),
  };
}
