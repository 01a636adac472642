import { createHash } from 'node:crypto';
import type { Concern as About } from '../../diagnostics/user-error.ts';
import type { ArtifactLayer } from '../../model/artifact.ts';
import { isJsonMap, type Json } from '../../model/json.ts';
import { looksSecret } from '../../util/looks-secret.ts';
import { yamlText } from '../../util/yaml-text.ts';

/** The files of a project as others will get them, and what these should not get by accident. */
export interface Publication {
  readonly layers: readonly ArtifactLayer[];
  /** Without values. */
  readonly concerns: readonly Concern[];
}

interface Concern {
  readonly kind: 'mount' | 'environment' | 'secret' | 'content';
  readonly text: string;
  /** Where the files say it. */
  readonly about: About;
}

type Model = Readonly<Record<string, Json>>;

/**
 * One file that stands for itself, with its variables as they are written, and the env files that it names.
 *
 * @param model the files as one, with absolute paths, which become relative to `workingDir` again.
 * @param readFile undefined: there is none.
 * @param leftOut services that are not published.
 */
export function makePublication(
  model: Model,
  workingDir: string,
  readFile: (path: string) => string | undefined,
  leftOut: ReadonlySet<string> = new Set(),
): Publication {
  const concerns: Concern[] = [];
  const envFiles = new Map<string, ArtifactLayer>();
  const services = Object.entries(mapOf(model.services))
    .filter(([name]) => !leftOut.has(name))
    .map(([name, written]): [string, Json] => {
      const service = mapOf(written);
      concerns.push(...concernsOf(name, service));
      if (!Array.isArray(service.env_file)) return [name, written];
      const files = service.env_file.map((entry) =>
        publishEnvFile(name, mapOf(entry), readFile, envFiles, concerns),
      );
      return [name, { ...service, env_file: files }];
    });
  for (const [name, config] of Object.entries(mapOf(model.configs)))
    if (mapOf(config).content !== undefined)
      concerns.push({
        kind: 'content',
        text: `config "${name}" has its content in the file`,
        about: { of: ['configs', name], settings: ['content'] },
      });
  const published = relativePaths({ ...model, services: Object.fromEntries(services) }, workingDir);
  const file: ArtifactLayer = {
    mediaType: 'application/vnd.docker.compose.file+yaml',
    annotations: { 'com.docker.compose.file': 'compose.yaml' },
    content: yamlText(published),
  };
  return { layers: [file, ...envFiles.values()], concerns };
}

function concernsOf(name: string, { volumes, environment }: Model): readonly Concern[] {
  const mounts = (Array.isArray(volumes) ? volumes : [])
    .map(mapOf)
    .filter(({ type }) => type === 'bind')
    .map(
      ({ source }): Concern => ({
        kind: 'mount',
        text: `service "${name}" mounts ${source}, a path of this machine`,
        about: { of: ['services', name], settings: ['volumes'] },
      }),
    );
  // What comes from a variable is not in the file.
  const literal = Object.entries(mapOf(environment)).filter(
    ([, value]) => value !== null && value !== '' && !/\$\{?\w/.test(String(value).replaceAll('$$', '')),
  );
  const names = literal.map(([variable]) => variable);
  const secret = names.filter(looksSecret);
  return [
    ...mounts,
    ...(secret.length === 0
      ? []
      : [
          {
            kind: 'secret',
            text: `service "${name}" contains what looks like a secret: ${secret.join(', ')}`,
            about: environmentOf(name, secret),
          } as const,
        ]),
    ...(literal.length === 0
      ? []
      : [
          {
            kind: 'environment',
            text: `service "${name}" has variables with their values: ${names.join(', ')}`,
            about: environmentOf(name, names),
          } as const,
        ]),
  ];
}

const environmentOf = (service: string, variables: readonly string[]): About => ({
  of: ['services', service],
  settings: [`environment.${variables[0] ?? ''}`, 'environment'],
});

function publishEnvFile(
  service: string,
  entry: Model,
  readFile: (path: string) => string | undefined,
  layers: Map<string, ArtifactLayer>,
  concerns: Concern[],
): Json {
  const { path } = entry;
  const content = typeof path === 'string' ? readFile(path) : undefined;
  if (typeof path !== 'string' || content === undefined) return { ...entry };
  const name = `${createHash('sha256').update(content).digest('hex')}.env`;
  layers.set(name, {
    mediaType: 'application/vnd.docker.compose.envfile',
    annotations: { 'com.docker.compose.envfile': name },
    content,
  });
  concerns.push({
    kind: 'environment',
    text: `service "${service}" takes variables from ${path}`,
    about: { of: ['services', service], settings: ['env_file'] },
  });
  return { ...entry, path: name };
}

function relativePaths(json: Json, workingDir: string): Json {
  if (typeof json === 'string') {
    if (json === workingDir) return '.';
    return json.startsWith(`${workingDir}/`) ? `.${json.slice(workingDir.length)}` : json;
  }
  if (Array.isArray(json)) return json.map((item: Json) => relativePaths(item, workingDir));
  if (!isJsonMap(json)) return json;
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [key, relativePaths(value, workingDir)]),
  );
}

const mapOf = (json: Json | undefined): Model => (json !== undefined && isJsonMap(json) ? json : {});
