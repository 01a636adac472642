import { UserError } from '../../diagnostics/user-error.ts';
import type { InjectedFile } from '../../model/injected-file.ts';
import type { OnChange } from '../../model/on-change.ts';
import type { Project } from '../../model/project.ts';
import type { FileContent } from '../../model/secret-spec.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { numberOf, type UsedFile, usedFiles } from './mounted-files.ts';

const READABLE_BY_ALL = 0o444;

/** A file that is put into a container, and which secret or config it is. */
export interface CopiedFile extends InjectedFile {
  readonly kind: 'secret' | 'config';
  readonly key: string;
  readonly onChange: OnChange;
  /** Somebody said what is to be done when it changes. */
  readonly isWatched: boolean;
  /** Where it comes from, when that is a file; absolute. */
  readonly source?: string;
}

/**
 * The secrets and configs whose content is put into the container before every start: those that come from a variable
 * or from the Compose file itself, and files that a mount would not show as they should be.
 *
 * Error: UserError when the variable is not set, when the content is outside (`external`) or may not be read, or when
 * the container is read-only, which the engine does not let files be put into.
 */
export function copiedFiles(project: Project, service: ServiceSpec): readonly CopiedFile[] {
  return usedFiles(project, service).flatMap((file) => {
    if (!file.isCopied) return [];
    const content = contentOf(file, service);
    if (service.readOnly)
      throw new UserError(
        'bad-usage',
        `service "${service.name}" is read_only: ${named(file)} cannot be put into it`,
        {
          hint: 'take its content from a file on the host of the engine, or remove read_only',
        },
      );
    const { from } = file.spec;
    const found = from.kind === 'file' ? from.found : undefined;
    const { mode = found?.mode ?? READABLE_BY_ALL, uid, gid } = file.reference;
    return [
      {
        kind: file.kind,
        key: file.spec.key,
        onChange: file.onChange ?? { kind: 'recreate' },
        isWatched: file.onChange !== undefined,
        ...(from.kind === 'file' ? { source: from.path } : {}),
        path: file.path,
        ...content,
        mode,
        uid: numberOf(uid) ?? found?.uid ?? 0,
        gid: numberOf(gid) ?? found?.gid ?? 0,
      },
    ];
  });
}

/** As they are sent to the engine. */
export function injectedFiles(project: Project, service: ServiceSpec): readonly InjectedFile[] {
  return copiedFiles(project, service).map(bareFile);
}

/** Those whose content decides whether a container is as it should be. */
export const trackedFiles = (project: Project, service: ServiceSpec): readonly CopiedFile[] =>
  copiedFiles(project, service).filter(({ onChange }) => onChange.kind !== 'ignore');

export const bareFile = ({ path, content, isBase64, mode, uid, gid }: CopiedFile): InjectedFile => ({
  path,
  content,
  ...(isBase64 ? { isBase64 } : {}),
  mode,
  uid,
  gid,
});

function contentOf(file: UsedFile, service: ServiceSpec): FileContent {
  const { from } = file.spec;
  switch (from.kind) {
    case 'file':
      if (!from.found?.content)
        throw new UserError('missing-file', `${named(file)} may not be read: ${from.path}`, {
          hint: 'its content has to be copied into the container: make it readable for yourself',
          about: { of: [`${file.kind}s`, file.spec.key], settings: ['file'] },
        });
      return from.found.content;
    case 'content':
      return { content: from.content };
    case 'environment':
      if (from.value === undefined)
        throw new UserError(
          'unset-secret',
          `${named(file)} is the value of ${from.variable}, which is not set`,
          {
            hint: `set ${from.variable} in the environment or in the env file`,
            about: { of: [`${file.kind}s`, file.spec.key], settings: ['environment'] },
          },
        );
      return { content: from.value };
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
