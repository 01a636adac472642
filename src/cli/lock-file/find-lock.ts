import { dirname, join } from 'node:path';
import type { Source } from '../../diagnostics/source.ts';
import { SpecError } from '../../diagnostics/spec-error.ts';
import { LOCK_FILE_NAME, type LockFile } from '../../model/lock-file.ts';
import type { Project } from '../../model/project.ts';
import { isWithin } from '../../model/remote-files.ts';
import { type FilePort, FileUnreadable } from '../../spec/read/file-port.ts';
import { shownPath } from '../../spec/read/read-source.ts';
import type { Finding } from '../../spec/tree/finding.ts';

/** Beside the first Compose file; in the current folder where that is a remote one. */
export function lockPath(
  { configFiles, workingDir, remotes = [] }: Pick<Project, 'configFiles' | 'workingDir' | 'remotes'>,
  cwd: string,
): string {
  const [first = '-'] = configFiles;
  if (remotes.some(({ root }) => isWithin(first, root))) return join(cwd, LOCK_FILE_NAME);
  return join(first === '-' ? workingDir : dirname(first), LOCK_FILE_NAME);
}

/** undefined: there is none. Error: SpecError with all that is wrong with it. */
export async function readLock(path: string, cwd: string, files: FilePort): Promise<LockFile | undefined> {
  const source = sourceOf(path, cwd, files);
  if (!source) return undefined;
  const { readLockFile } = await import('../../spec/lock-file/read-lock-file.ts');
  const findings: Finding[] = [];
  const lock = readLockFile(source, (finding) => findings.push(finding));
  if (lock) return lock;
  const { locateFindings } = await import('../../spec/locate/locate-findings.ts');
  throw new SpecError(await locateFindings(findings, [source]));
}

/** Error: SpecError `file-unreadable`. */
export function sourceOf(path: string, cwd: string, files: FilePort): Source | undefined {
  const name = shownPath(path, cwd);
  try {
    const text = files.read(path);
    return text === undefined ? undefined : { name, text };
  } catch (error) {
    if (!(error instanceof FileUnreadable)) throw error;
    const message = `the lock file ${name} ${error.message}`;
    throw new SpecError([{ code: 'file-unreadable', severity: 'error', message }]);
  }
}
