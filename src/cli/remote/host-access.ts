import type { BuildSpec } from '../../model/build-spec.ts';
import { isJsonMap, type Json } from '../../model/json.ts';
import type { Project } from '../../model/project.ts';
import { isWithin } from '../../model/remote-files.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { byKey } from '../../util/by-key.ts';

/**
 * What the services of a remote project would get of this machine and of the engine's host, beyond what any container has: a line each.
 * A bind mount inside of the remote folder is none of it.
 */
export function hostAccess(project: Project): readonly string[] {
  const roots = (project.remotes ?? []).flatMap(({ root, copy }) => [
    root,
    ...(copy === undefined ? [] : [copy]),
  ]);
  const isOutside = (path: string): boolean => !roots.some((root) => isWithin(path, root));
  const ofVolumes = byKey(project.volumes).flatMap(([key, { driverOpts, external, name }]) => {
    if (external) return [`volume "${key}" is ${name}, which is not of this project`];
    const device = driverOpts.get('device');
    const isBind = driverOpts.get('o')?.split(',').includes('bind') === true;
    return isBind && device !== undefined && isOutside(device)
      ? [`volume "${key}" is the folder ${device}`]
      : [];
  });
  const ofServices = byKey(project.services).flatMap(([name, service]) =>
    [
      ...service.volumes.flatMap(({ type, source }) =>
        type === 'bind' && source !== undefined && isOutside(source) ? [`mounts ${source}`] : [],
      ),
      ...powersOf(service),
    ].map((what) => `service "${name}" ${what}`),
  );
  return [...ofServices, ...ofVolumes];
}

function powersOf(service: ServiceSpec): readonly string[] {
  const { privileged, useApiSocket, capAdd, devices, provider, build, securityOpt, volumesFrom } = service;
  const modes = Object.entries(modesOf(service));
  const host = modes.filter(([, mode]) => mode === 'host').map(([key]) => key);
  const foreign = modes.filter(([, mode]) => mode?.startsWith('container:')).map(([key]) => key);
  const unconfined = securityOpt.filter((option) => /unconfined|disable/.test(option));
  return [
    ...(privileged ? ['is privileged'] : []),
    ...(useApiSocket ? ['gets the socket of the engine and the logins of registries'] : []),
    ...(host.length > 0 ? [`shares ${host.join(', ')} with the host`] : []),
    ...(foreign.length > 0 ? [`shares ${foreign.join(', ')} with a container of somebody else`] : []),
    ...volumesFrom.flatMap((from) =>
      from.startsWith('container:') ? [`mounts the volumes of ${from}`] : [],
    ),
    ...(capAdd.length > 0 ? [`has the capabilities ${capAdd.join(', ')}`] : []),
    ...(unconfined.length > 0 ? [`is kept in by less: ${unconfined.join(', ')}`] : []),
    ...(devices.length > 0 ? ['has devices of the host'] : []),
    ...(provider === undefined ? [] : [`runs the program docker-${typeOf(provider)} on this machine`]),
    ...(build ? buildPowersOf(build) : []),
  ];
}

const modesOf = ({ pid, ipc, uts, cgroup, usernsMode, networkMode }: ServiceSpec) => ({
  pid,
  ipc,
  uts,
  cgroup,
  userns_mode: usernsMode,
  network_mode: networkMode,
});

function buildPowersOf({ ssh, privileged, entitlements, network }: BuildSpec): readonly string[] {
  const powers = [
    ...entitlements,
    ...(privileged ? ['privileged'] : []),
    ...(network === 'host' ? ['network: host'] : []),
  ];
  return [
    ...([...ssh.values()].includes('') ? ['builds with your ssh agent'] : []),
    ...(powers.length > 0 ? [`builds with ${powers.join(', ')}`] : []),
  ];
}

const typeOf = (provider: Json): string =>
  isJsonMap(provider) && typeof provider.type === 'string' ? provider.type : '…';
