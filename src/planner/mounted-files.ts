import type { MountRequest } from '../model/container-request.ts';
import type { FileReference, Project, SecretSpec, ServiceSpec } from '../model/project.ts';

/** A secret or a config as a service uses it, with the path it has in the container. */
export interface UsedFile {
  readonly kind: 'secret' | 'config';
  readonly spec: SecretSpec;
  readonly reference: FileReference;
  readonly path: string;
}

/** Secrets come before configs, each in the order they are written. */
export function usedFiles(project: Project, service: ServiceSpec): readonly UsedFile[] {
  const used: UsedFile[] = [];
  const add = (kind: UsedFile['kind'], references: readonly FileReference[], folder: string) => {
    const declared = kind === 'secret' ? project.secrets : project.configs;
    for (const reference of references) {
      const spec = declared.get(reference.source);
      const target = reference.target ?? reference.source;
      const path = target.startsWith('/') ? target : `${folder}${target}`;
      if (spec) used.push({ kind, spec, reference, path });
    }
  };
  add('secret', service.secrets, '/run/secrets/');
  add('config', service.configs, '/');
  return used;
}

/** Those that are files of the host: read-only mounts. The others are put into the container before it starts. */
export function mountedFiles(project: Project, service: ServiceSpec): readonly MountRequest[] {
  return usedFiles(project, service).flatMap(({ spec, path }) =>
    spec.from.kind === 'file' ? [{ Type: 'bind', Source: spec.from.path, Target: path, ReadOnly: true }] : [],
  );
}
