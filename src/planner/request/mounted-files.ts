import type { MountRequest } from '../../model/container-request.ts';
import type { FileReference } from '../../model/file-reference.ts';
import { type OnChange, onChangeOf } from '../../model/on-change.ts';
import type { Project } from '../../model/project.ts';
import type { FoundFile, SecretSpec } from '../../model/secret-spec.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';

/** A secret or a config as a service uses it, with the path it has in the container. */
export interface UsedFile {
  readonly kind: 'secret' | 'config';
  readonly spec: SecretSpec;
  readonly reference: FileReference;
  readonly path: string;
  /** What the use says, else what the declaration says. */
  readonly onChange: OnChange | undefined;
  /** Its content is put into the container before every start; otherwise it is mounted. */
  readonly isCopied: boolean;
}

/**
 * Secrets come before configs, each in the order they are written. A mount that the user wrote wins over a secret or
 * a config at the same place.
 */
export function usedFiles(project: Project, service: ServiceSpec): readonly UsedFile[] {
  if (service.secrets.length + service.configs.length === 0) return [];
  const taken = new Set(service.volumes.map((mount) => mount.target));
  const used: UsedFile[] = [];
  const add = (kind: UsedFile['kind'], references: readonly FileReference[], folder: string) => {
    const declared = kind === 'secret' ? project.secrets : project.configs;
    for (const reference of references) {
      const spec = declared.get(reference.source);
      const target = reference.target ?? reference.source;
      const path = target.startsWith('/') ? target : `${folder}${target}`;
      if (!spec || taken.has(path)) continue;
      const onChange = onChangeOf(reference.gantry) ?? onChangeOf(spec.extensions.get('x-gantry'));
      const isCopied = needsCopy(spec, reference, onChange, service);
      used.push({ kind, spec, reference, path, onChange, isCopied });
    }
  };
  add('secret', service.secrets, '/run/secrets/');
  add('config', service.configs, '/');
  return used;
}

/** Those that are files of the engine's host as they should be: read-only mounts. */
export function mountedFiles(project: Project, service: ServiceSpec): readonly MountRequest[] {
  return usedFiles(project, service).flatMap(({ spec, path, isCopied }) =>
    spec.from.kind === 'file' && !isCopied
      ? [{ Type: 'bind', Source: spec.from.path, Target: path, ReadOnly: true }]
      : [],
  );
}

/**
 * A mount shows the file as it is, and what it shows changes on its own. So it does not do where another owner or mode
 * is asked for, or where something is to happen with a change. A container that is read-only can have nothing else.
 */
function needsCopy(
  { from }: SecretSpec,
  reference: FileReference,
  onChange: OnChange | undefined,
  { readOnly }: ServiceSpec,
): boolean {
  if (from.kind !== 'file') return true;
  const { found } = from;
  if (!found) return false;
  if (!found.onEngineHost) return true;
  if (readOnly) return false;
  return (
    (onChange !== undefined && onChange.kind !== 'ignore') || differingAttributes(found, reference).length > 0
  );
}

/** The attributes that are asked for, and that the file itself has not. */
export function differingAttributes(
  found: FoundFile,
  { uid, gid, mode }: FileReference,
): readonly ('uid' | 'gid' | 'mode')[] {
  const wanted = { uid: numberOf(uid), gid: numberOf(gid), mode };
  return (['uid', 'gid', 'mode'] as const).filter((name) => (wanted[name] ?? found[name]) !== found[name]);
}

/** Only numbers have a meaning outside the container. */
export const numberOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
