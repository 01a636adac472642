import { cpSync, existsSync, lstatSync, mkdtempSync, realpathSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { knownError } from '../../diagnostics/file-error.ts';
import { commandHint } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Project } from '../../model/project.ts';
import { isWithin, type RemoteFiles } from '../../model/remote-files.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { makeFolder } from '../../util/make-folder.ts';
import { cacheFolder } from '../../util/state-folder.ts';

/** Where a path of the kept files is in the copy; undefined: it is none of them. */
type Moved = (path: string) => string | undefined;

/**
 * The project with its bind mounts from copies of remote folders: what a container writes never gets into the files that gantry
 * reads. Each project has one copy of a commit or digest, which stays as its containers leave it.
 */
export function mountingCopies(environment: ReadonlyMap<string, string>, project: Project): Project {
  const remotes = (project.remotes ?? []).map((remote) => ({
    ...remote,
    copy: copyOf(environment, remote, project.name),
  }));
  const moved: Moved = (path) => {
    const remote = remotes.find(({ root }) => isWithin(path, root));
    return remote && join(remote.copy, relative(remote.root, path));
  };
  const withMounts = (services: Project['services']): Project['services'] =>
    new Map([...services].map(([name, service]) => [name, mounting(service, moved)]));
  const volumes: Project['volumes'] = new Map(
    [...project.volumes].map(([key, volume]) => {
      const device = volume.driverOpts.get('device');
      const copied = device === undefined ? undefined : moved(device);
      if (copied === undefined) return [key, volume];
      return [key, { ...volume, driverOpts: new Map([...volume.driverOpts, ['device', copied]]) }];
    }),
  );
  return {
    ...project,
    remotes,
    volumes,
    services: withMounts(project.services),
    disabledServices: withMounts(project.disabledServices),
  };
}

const mounting = (service: ServiceSpec, moved: Moved): ServiceSpec => ({
  ...service,
  volumes: service.volumes.map((mount) => {
    const source = mount.type === 'bind' && mount.source !== undefined ? moved(mount.source) : undefined;
    return source === undefined ? mount : { ...mount, source };
  }),
});

const copyOf = (
  environment: ReadonlyMap<string, string>,
  { kind, root }: RemoteFiles,
  project: string,
): string => join(cacheFolder(environment), 'remote-work', kind, basename(root), project);

/**
 * Makes the copies that are mounted and not there yet.
 *
 * Error: UserError `remote-refused`, where a container has put a link in place of what is mounted: the engine would follow it.
 */
export function makeCopies(project: Project): void {
  for (const { root, copy, reference } of project.remotes ?? []) {
    const mounted = copy === undefined ? [] : sourcesIn(project).filter((path) => isWithin(path, copy));
    if (copy === undefined || mounted.length === 0) continue;
    if (!existsSync(copy)) copyFolder(root, copy);
    for (const path of mounted) refuseLinkOut(path, copy, reference);
  }
}

const sourcesIn = ({ services, volumes }: Project): readonly string[] => [
  ...[...services.values()].flatMap((service) =>
    service.volumes.flatMap(({ type, source }) => (type === 'bind' && source !== undefined ? [source] : [])),
  ),
  ...[...volumes.values()].flatMap(({ driverOpts }) => driverOpts.get('device') ?? []),
];

/** Nobody sees it before it is whole. */
function copyFolder(from: string, to: string): void {
  let unfinished: string | undefined;
  try {
    makeFolder(dirname(to), { mode: 0o700 });
    unfinished = mkdtempSync(join(dirname(to), '.unfinished-'));
    const files = join(unfinished, 'files');
    cpSync(from, files, { recursive: true, verbatimSymlinks: true });
    if (!existsSync(to)) renameSync(files, to);
  } catch (error) {
    if (!existsSync(to)) throw knownError(error);
  } finally {
    if (unfinished !== undefined) rmSync(unfinished, { recursive: true, force: true });
  }
}

function refuseLinkOut(path: string, copy: string, reference: string): void {
  // What is not there yet is made by the engine, below the nearest folder that is.
  let there = path;
  while (there !== copy && !lstatSync(there, { throwIfNoEntry: false })) there = dirname(there);
  // A link to nothing leads nowhere inside.
  const leadsTo = existsSync(there) ? realpathSync(there) : undefined;
  if (leadsTo !== undefined && isWithin(leadsTo, realpathSync(copy))) return;
  throw new UserError('remote-refused', `${path} is a link out of the files of ${reference}`, {
    hint: ['a container has changed it; to have the files as they were: ', commandHint('rm', '-r', copy)],
  });
}
