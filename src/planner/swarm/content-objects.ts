import { createHash, scryptSync } from 'node:crypto';
import type { Problems } from '../../diagnostics/several-errors.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Project } from '../../model/project.ts';
import type { FileContent, SecretSpec } from '../../model/secret-spec.ts';
import type { SwarmFileRequest } from '../../model/swarm-request.ts';
import { Sensitive } from '../../util/sensitive.ts';
import { usedFiles } from '../request/mounted-files.ts';
import { LONGEST_FILE_NAME, whyNoFileName } from './limits.ts';
import { CONTENT_LABEL, stackLabels } from './swarm-names.ts';

/** By `secret KEY` or `config KEY`: its name in the swarm. */
export type ContentNames = ReadonlyMap<string, string>;

/** A secret or config of the files, as a swarm keeps it. */
export interface ContentObject extends SwarmFileRequest {
  readonly key: string;
  /** Somebody else makes it. */
  readonly isExternal?: true;
}

/** What of a digest stands in a name. */
const DIGITS = 12;
const MOST_BYTES = { secret: 511_999, config: 1_023_999 } as const;

/**
 * The secrets and configs that the services use, each once.
 *
 * @param problems gets those whose content is missing, empty or too large
 */
export function contentObjects(project: Project, problems: Problems): readonly ContentObject[] {
  const objects: ContentObject[] = [];
  const seen = new Set<string>();
  for (const service of project.services.values())
    for (const { kind, spec } of usedFiles(project, service)) {
      const id = `${kind} ${spec.key}`;
      if (seen.has(id)) continue;
      seen.add(id);
      const object = problems.attempt(() => contentObject(project, kind, spec));
      if (object) objects.push(object);
    }
  return objects;
}

function contentObject(project: Project, kind: ContentObject['kind'], spec: SecretSpec): ContentObject {
  const { key, from } = spec;
  if (from.kind === 'external') return { kind, key, name: spec.name, labels: {}, isExternal: true };
  const isNamed = spec.name !== `${project.name}_${key}`;
  if (isNamed) refuseName(kind, spec);
  refuseTemplateDriver(kind, spec);
  const labels = stackLabels(project, spec.labels);
  const templating = spec.templateDriver === undefined ? {} : { templating: spec.templateDriver };
  if (from.kind === 'driver')
    return { kind, key, name: spec.name, labels, driver: driverOf(from.driver, spec), ...templating };
  const bytes = bytesOf(contentOf(kind, spec));
  refuseSize(kind, spec, bytes);
  const digest = digestOf(project, { kind, key, bytes, template: spec.templateDriver ?? '' });
  return {
    kind,
    key,
    name: isNamed ? spec.name : contentName(spec.name, digest),
    labels: isNamed ? { ...labels, [CONTENT_LABEL]: digest } : labels,
    data: new Sensitive(bytes.toString('base64')),
    ...templating,
  };
}

const driverOf = (Name: string, { driverOpts }: SecretSpec): NonNullable<ContentObject['driver']> => ({
  Name,
  ...(driverOpts.size > 0 ? { Options: Object.fromEntries(driverOpts) } : {}),
});

/** A long key is cut: the digest tells two of them apart. */
const contentName = (name: string, digest: string): string =>
  `${name.slice(0, LONGEST_FILE_NAME - DIGITS - 1)}_${digest}`;

interface Hashed {
  readonly kind: ContentObject['kind'];
  readonly key: string;
  readonly bytes: Buffer;
  readonly template: string;
}

/**
 * Whoever may list secrets sees the digests, and could try passwords until one fits: for a secret that is made slow. A config can be read
 * anyway.
 */
function digestOf({ name }: Project, { kind, key, bytes, template }: Hashed): string {
  const plain = createHash('sha256').update(`${template}\n`).update(bytes).digest();
  const digest =
    kind === 'config' ? plain : scryptSync(plain, `gantry ${name} ${key}`, 16, { N: 2 ** 13, r: 8, p: 1 });
  return digest.toString('hex').slice(0, DIGITS);
}

function bytesOf({ content, isBase64 }: FileContent): Buffer {
  return Buffer.from(content.reveal(), isBase64 ? 'base64' : 'utf8');
}

function contentOf(kind: ContentObject['kind'], { key, from }: SecretSpec): FileContent {
  const about = { of: [`${kind}s`, key] };
  if (from.kind === 'content') return { content: from.content };
  if (from.kind === 'environment' && from.value !== undefined) return { content: from.value };
  if (from.kind === 'environment')
    throw new UserError(
      'unset-secret',
      `${kind} "${key}" is the value of ${from.variable}, which is not set`,
      {
        hint: `set ${from.variable} in the environment or in the env file`,
        about: { ...about, settings: ['environment'] },
      },
    );
  if (from.kind === 'file' && from.found?.content) return from.found.content;
  const path = from.kind === 'file' ? from.path : key;
  throw new UserError('missing-file', `${kind} "${key}" cannot be read: ${path}`, {
    hint: 'a swarm keeps its content, so it has to be a file that you can read',
    about: { ...about, settings: ['file'] },
  });
}

function refuseName(kind: ContentObject['kind'], { key, name }: SecretSpec): void {
  const why = whyNoFileName(name);
  if (why === undefined) return;
  throw new UserError('bad-usage', `${kind} "${key}": its name ${name} ${why}`, {
    hint: 'give it another `name`, or none',
    about: { of: [`${kind}s`, key], settings: ['name'] },
  });
}

/** A swarm takes any, and no task starts with another one. */
function refuseTemplateDriver(kind: ContentObject['kind'], { key, templateDriver }: SecretSpec): void {
  if (templateDriver === undefined || templateDriver === 'golang') return;
  throw new UserError('bad-usage', `${kind} "${key}": a swarm knows no template_driver ${templateDriver}`, {
    hint: 'write `template_driver: golang`, or leave it out',
    about: { of: [`${kind}s`, key], settings: ['template_driver'] },
  });
}

function refuseSize(kind: ContentObject['kind'], { key, from }: SecretSpec, { length }: Buffer): void {
  if (length > 0 && length <= MOST_BYTES[kind]) return;
  const problem = length === 0 ? 'is empty' : `has ${length} bytes`;
  throw new UserError(
    'bad-usage',
    `${kind} "${key}" ${problem}: a swarm takes 1 to ${MOST_BYTES[kind]} bytes`,
    {
      hint: length === 0 ? 'give it a content, or leave it out' : 'put large files into an image or a volume',
      about: { of: [`${kind}s`, key], settings: [from.kind] },
    },
  );
}

/** What the services name them by. */
export const contentNames = (objects: readonly ContentObject[]): ContentNames =>
  new Map(objects.map(({ kind, key, name }) => [`${kind} ${key}`, name]));

/** An unlabelled object of `docker stack`, which names it by its key alone. */
export const stackName = (project: Project, { key }: ContentObject): string => `${project.name}_${key}`;
