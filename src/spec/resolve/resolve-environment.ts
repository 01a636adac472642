import type { EnvFileReference, ServiceSpec } from '../../model/service-spec.ts';
import { absolutePath } from '../attributes/short-syntax/paths.ts';
import type { FilePort } from '../read/file-port.ts';
import { readSource, shownPath } from '../read/read-source.ts';
import type { Remotes } from '../read/remotes.ts';
import type { Place, Report } from '../tree/finding.ts';
import type { History } from '../tree/history.ts';
import type { Path } from '../tree/tree.ts';
import { parseEnvFile } from '../variables/env-file.ts';
import { parseRawEnvFile } from '../variables/raw-env-file.ts';

export interface EnvironmentSources {
  readonly files: FilePort;
  /** They note which variables a remote env file asks for. */
  readonly remotes?: Remotes;
  readonly cwd: string;
  /** The base of paths that are not absolute yet. */
  readonly workingDir: string;
  readonly variables: ReadonlyMap<string, string>;
  readonly placeOf: (path: Path) => Place | undefined;
  readonly report: Report;
  readonly history?: History | undefined;
}

/**
 * Reads the env files and label files of a service into its environment and labels, and drops the references.
 *
 * Order: `environment` wins, even with "no value"; then the last file that has the name. Variables in these files come from the
 *        project and the include of the service, then from `environment`, then from earlier lines of the files.
 * Error: `env-file-not-found`, unless the file is optional; `file-unreadable`; and the problems of the files.
 * Source: https://github.com/compose-spec/compose-spec/blob/main/05-services.md#env_file.
 */
export function resolveEnvironment(service: ServiceSpec, sources: EnvironmentSources): ServiceSpec {
  if (service.envFiles.length === 0 && service.labelFiles.length === 0) return service;
  const { variables, report } = sources;
  const fromFiles = new Map<string, string>();
  for (const [index, file] of service.envFiles.entries()) {
    const at = ['services', service.name, 'env_file', index];
    const source = readText(file, ENV_FILE, at, sources);
    const parse = parserOf(file, at, sources);
    if (!source || !parse) continue;
    const isRaw = parse === parseRawEnvFile;
    sources.history?.addServiceFile(service.name, { source, attribute: 'env_file', isRaw });
    const given = (name: string) => variables.get(name);
    const ofUser = sources.remotes?.noting(pathOf(file, sources), given) ?? given;
    const lookup = (name: string) =>
      ofUser(name) ?? service.environment.get(name) ?? fromFiles.get(name) ?? undefined;
    const values = parse(source, lookup, report);
    for (const [name, value] of values) fromFiles.set(name, value);
  }
  const labels = new Map<string, string>();
  for (const [index, file] of service.labelFiles.entries()) {
    const at = ['services', service.name, 'label_file', index];
    const source = readText({ path: file, required: true }, LABEL_FILE, at, sources);
    if (!source) continue;
    sources.history?.addServiceFile(service.name, { source, attribute: 'label_file', isRaw: false });
    for (const [name, value] of parseEnvFile(source, (label) => labels.get(label), report))
      labels.set(name, value);
  }
  return {
    ...service,
    environment: new Map<string, string | null>([...fromFiles, ...service.environment]),
    labels: new Map([...labels, ...service.labels]),
    envFiles: [],
    labelFiles: [],
  };
}

const ENV_FILE = {
  what: 'the env file',
  missing: 'env-file-not-found',
  hint: (name: string) => `create it, or write "- {path: ${name}, required: false}"`,
} as const;
const LABEL_FILE = { what: 'the label file', missing: 'file-not-found', hint: () => 'create it' } as const;

const pathOf = (file: EnvFileReference, { files, workingDir }: EnvironmentSources): string =>
  absolutePath(file.path, { workingDir, homeDir: files.homeDir });

function readText(
  file: EnvFileReference,
  { what, missing, hint }: typeof ENV_FILE | typeof LABEL_FILE,
  at: Path,
  { files, cwd, workingDir, placeOf, report }: EnvironmentSources,
) {
  const path = absolutePath(file.path, { workingDir, homeDir: files.homeDir });
  // The check of names must not report an optional file.
  if (!file.required && !exists(path, files)) return undefined;
  const place = placeOf([...at, 'path']);
  const reportHere: Report = (finding) => {
    const advice = finding.code === missing ? { hint: hint(shownPath(path, cwd)) } : {};
    report({ ...advice, ...finding, ...(place && { place }) });
  };
  return readSource(path, what, missing, cwd, files, reportHere);
}

function exists(path: string, files: FilePort): boolean {
  return files.isDirectory(path) || files.read(path) !== undefined;
}

function parserOf(file: EnvFileReference, at: Path, { placeOf, report }: EnvironmentSources) {
  if (file.format === undefined || file.format === '') return parseEnvFile;
  if (file.format === 'raw') return parseRawEnvFile;
  const place = placeOf([...at, 'format']);
  report({
    code: 'bad-value',
    severity: 'error',
    message: `format: "${file.format}" is not a format of env files`,
    hint: 'write raw, or leave it out',
    ...(place ? { place } : {}),
  });
  return undefined;
}
