import { isUtf8 } from 'node:buffer';
import { type Stats, statSync } from 'node:fs';
import type { Project } from '../../model/project.ts';
import type { FileContent, FileSource, SecretSpec } from '../../model/secret-spec.ts';
import { usedFiles } from '../../planner/request/mounted-files.ts';
import { irregularKind, readRegular } from '../../util/read-regular.ts';
import { Sensitive } from '../../util/sensitive.ts';

const PERMISSIONS = 0o7777;

/**
 * The project with what this machine has of the files of its secrets and configs, and the content of those that have to
 * be copied. Planning looks at nothing but the project, so this comes first.
 *
 * @param onEngineHost whether the engine runs on this machine, and can mount its files
 */
export function withFoundFiles(project: Project, onEngineHost: boolean): Project {
  const found = change(project, ({ path }) => look(path, onEngineHost));
  const copied = copiedPaths(found);
  if (copied.size === 0) return found;
  return change(found, ({ path, found: file }) => {
    const content = file && copied.has(path) ? readContent(path) : undefined;
    return file && content ? { found: { ...file, content } } : {};
  });
}

function change(project: Project, find: (source: FileSource) => Omit<FileSource, 'kind' | 'path'>): Project {
  const changeOne = (spec: SecretSpec): SecretSpec =>
    spec.from.kind === 'file' ? { ...spec, from: { ...spec.from, ...find(spec.from) } } : spec;
  const changeAll = (specs: Project['secrets']): Project['secrets'] =>
    new Map([...specs].map(([key, spec]) => [key, changeOne(spec)]));
  return { ...project, secrets: changeAll(project.secrets), configs: changeAll(project.configs) };
}

function copiedPaths(project: Project): ReadonlySet<string> {
  const services = [...project.services.values(), ...project.disabledServices.values()];
  const used = services.flatMap((service) => usedFiles(project, service));
  return new Set(
    used.flatMap(({ isCopied, spec }) => (isCopied && spec.from.kind === 'file' ? [spec.from.path] : [])),
  );
}

/** What is no file, or may be seen by the engine alone, can be mounted all the same. */
function look(path: string, onEngineHost: boolean): Omit<FileSource, 'kind' | 'path'> {
  const stats = statsOf(path);
  if (!stats) return {};
  if (!stats.isFile()) return { insteadOfFile: irregularKind(stats) ?? 'a folder' };
  const { mode, uid, gid, birthtimeMs } = stats;
  return { found: { onEngineHost, mode: mode & PERMISSIONS, uid, gid, madeAtMs: birthtimeMs } };
}

function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    // Preflight says what is missing.
    return undefined;
  }
}

function readContent(path: string): FileContent | undefined {
  try {
    const bytes = readRegular(path);
    return isUtf8(bytes)
      ? { content: new Sensitive(bytes.toString('utf8')) }
      : { content: new Sensitive(bytes.toString('base64')), isBase64: true };
  } catch {
    // The planner says which service needs what cannot be read.
    return undefined;
  }
}
