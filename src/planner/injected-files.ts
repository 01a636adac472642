import { UserError } from '../diagnostics/user-error.ts';
import type { InjectedFile } from '../model/operation.ts';
import type { Project, ServiceSpec } from '../model/project.ts';
import type { Sensitive } from '../util/sensitive.ts';
import { type UsedFile, usedFiles } from './mounted-files.ts';

const READABLE_BY_ALL = 0o444;

/**
 * The secrets and configs whose content comes from a variable or from the Compose file itself: put into the
 * container before every start.
 *
 * Error: UserError when the variable is not set, when the content is outside (`external`), or when the container
 * is read-only, which the engine does not let files be put into.
 */
export function injectedFiles(project: Project, service: ServiceSpec): readonly InjectedFile[] {
  const taken = new Set(service.volumes.map((mount) => mount.target));
  return usedFiles(project, service).flatMap((file) => {
    const content = taken.has(file.path) ? undefined : contentOf(file, service);
    if (content === undefined) return [];
    if (service.readOnly)
      throw new UserError(
        'bad-usage',
        `service "${service.name}" is read_only: ${named(file)} cannot be put into it`,
        {
          hint: 'take its content from a file, or remove read_only',
        },
      );
    const { mode = READABLE_BY_ALL, uid, gid } = file.reference;
    return [{ path: file.path, content, mode, uid: number(uid), gid: number(gid) }];
  });
}

function contentOf(file: UsedFile, service: ServiceSpec): Sensitive | undefined {
  const { from } = file.spec;
  switch (from.kind) {
    case 'file':
      return undefined;
    case 'content':
      return from.content;
    case 'environment':
      if (from.value === undefined)
        throw new UserError(
          'missing-file',
          `${named(file)} is the value of ${from.variable}, which is not set`,
          {
            hint: `set ${from.variable} in the environment or in the env file`,
          },
        );
      return from.value;
    case 'external':
    case 'driver':
      throw new UserError(
        'missing-external',
        `service "${service.name}" uses ${named(file)}, which an engine alone cannot look up`,
        { hint: 'only a swarm keeps secrets and configs; use `file`, `environment` or `content`' },
      );
  }
}

const named = ({ kind, spec }: UsedFile): string => `${kind} "${spec.key}"`;

/** Only numbers have a meaning outside the container. */
const number = (text: string | undefined): number =>
  text !== undefined && /^\d+$/.test(text) ? Number(text) : 0;
