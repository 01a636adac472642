import { statSync } from 'node:fs';
import type { FileReference } from '../../model/file-reference.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { atValue, type Rule } from '../subject/rule.ts';
import { type ProcessIds, processIdsOf } from '../subject/user-ids.ts';

/** A secret that is a file keeps the owner and the mode that the file has on this machine, and a service that is not root may not read it. */
export const secretUnreadable: Rule = {
  levels: { dev: 'error', prod: 'error' },
  *look({ project, services }) {
    for (const service of services) {
      const ids = processIdsOf(service);
      if (!ids || ids.uid === 0) continue;
      const { spec } = service;
      for (const kind of ['secrets', 'configs'] as const)
        for (const [index, reference] of spec[kind].entries()) {
          const file = fileOf(project[kind], reference, spec);
          if (!file || mayRead(file, ids)) continue;
          const mode = file.mode.toString(8).padStart(4, '0');
          yield {
            at: atValue('services', spec.name, kind, index),
            service: spec.name,
            message: `service "${spec.name}" runs as ${ids.user} and cannot read ${kind.slice(0, -1)} "${reference.source}": the file belongs to ${file.uid}:${file.gid} and has the mode ${mode}`,
            hint: spec.readOnly
              ? 'give the file another owner or mode on this machine'
              : `write "{source: ${reference.source}, uid: "${ids.uid}", mode: 0400}"`,
          };
        }
    }
  },
};

interface Owned {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

/** Owner and mode as a container sees them: what the use says, if the container is one that files can be put into. */
function fileOf(
  declared: Project['secrets'],
  { source, uid, gid, mode }: FileReference,
  { readOnly }: ServiceSpec,
): Owned | undefined {
  const from = declared.get(source)?.from;
  // Elsewhere a virtual machine stands between, and lets everybody read.
  if (from?.kind !== 'file' || process.platform !== 'linux') return undefined;
  try {
    const found = statSync(from.path);
    if (!found.isFile()) return undefined;
    const own = { uid: found.uid, gid: found.gid, mode: found.mode & 0o777 };
    if (readOnly) return own;
    return { uid: numberIn(uid) ?? own.uid, gid: numberIn(gid) ?? own.gid, mode: mode ?? own.mode };
  } catch {
    return undefined; // that it is missing is told elsewhere
  }
}

const numberIn = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;

/** Which more groups a user has in the image nobody knows: one that may read it may be among them. */
function mayRead({ uid, gid, mode }: Owned, ids: ProcessIds): boolean {
  if (uid === ids.uid) return (mode & 0o400) > 0;
  return (mode & 0o004) > 0 || ((mode & 0o040) > 0 && (gid !== 0 || ids.gids.has(gid)));
}
