import { isAbsolute, resolve } from 'node:path';
import type { BuildSpec } from '../../model/build-spec.ts';
import type { Project } from '../../model/project.ts';
import { isWithin, type RemoteFiles } from '../../model/remote-files.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import type { FilePort } from '../../spec/read/file-port.ts';

type Looker = Pick<FilePort, 'isDirectory' | 'list'>;

/**
 * The project without the builds of remote files whose contexts are not there: an artifact has Compose files, and what they build is in
 * a registry. Such a service has the image that it names. One that names none, or asks for a build, keeps its build, and fails by it.
 */
export function withoutLostBuilds(project: Project, files: Looker): Project {
  const { remotes = [] } = project;
  const kept = (services: Project['services']): Project['services'] =>
    new Map(
      [...services].map(([name, service]) => {
        const { build, ...rest } = service;
        const mayGo = build && service.image !== undefined && service.pullPolicy !== 'build';
        return [name, mayGo && isLost(build, remotes, files) ? rest : service] satisfies [
          string,
          ServiceSpec,
        ];
      }),
    );
  return {
    ...project,
    services: kept(project.services),
    disabledServices: kept(project.disabledServices),
  };
}

function isLost(build: BuildSpec, remotes: readonly RemoteFiles[], { isDirectory, list }: Looker): boolean {
  const { context, dockerfile = 'Dockerfile', dockerfileInline } = build;
  const remote = isAbsolute(context) ? remotes.find(({ root }) => isWithin(context, root)) : undefined;
  if (!remote) return false;
  if (!isDirectory(context)) return true;
  // The folder of an artifact is there, and has its Compose files alone.
  const isOwn = resolve(context, dockerfile).startsWith(`${context}/`);
  return (
    remote.kind === 'oci' &&
    dockerfileInline === undefined &&
    isOwn &&
    !list?.(context).includes(dockerfile.split('/')[0] ?? '')
  );
}
