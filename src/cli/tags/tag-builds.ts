import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileError } from '../../diagnostics/file-error.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import {
  asTagText,
  isReferenceTemplate,
  parseTagTemplate,
  type TagTemplate,
  type TagWord,
  tellsDirty,
} from '../../planner/images/tag-template.ts';
import { imageReference } from '../../planner/request/image-references.ts';
import { isImageName } from '../../util/is-image-name.ts';
import { Git } from './git.ts';
import { ociLabels } from './oci-labels.ts';

export interface Tagging {
  /** As they were typed. */
  readonly templates: readonly string[];
  /** Whether the images say which commit they are of. */
  readonly labels: boolean;
  readonly environment: ReadonlyMap<string, string>;
  readonly now: Date;
}

/**
 * The project with more tags and labels for what it builds.
 *
 * Error: UserError `bad-tag`, `git-failed`.
 */
export async function tagBuilds(project: Project, tagging: Tagging): Promise<Project> {
  const templates = tagging.templates.map((text) => ({ text, template: parseTagTemplate(text) }));
  const git = new Git(project.workingDir);
  for (const { text, template } of templates) await refuseDirty(text, template, git);
  const labels = tagging.labels ? await ociLabels(git) : new Map<string, string>();
  const builders = new Map<string, string>();
  const services = new Map<string, ServiceSpec>();
  for (const [key, service] of project.services) {
    const { build } = service;
    if (!build || service.provider !== undefined) {
      services.set(key, service);
      continue;
    }
    const tags = new Set(build.tags);
    for (const { text, template } of templates) {
      const tag = await fill(template, service, project, git, tagging);
      const reference = isReferenceTemplate(template) ? tag : `${repositoryOf(project, service)}:${tag}`;
      if (!isImageName(reference)) throw badTag(text, reference, service.name);
      refuseShared(text, reference, imageReference(project, service), builders);
      tags.add(reference);
    }
    // What the files say wins.
    services.set(key, {
      ...service,
      build: { ...build, tags: [...tags], labels: new Map([...labels, ...build.labels]) },
    });
  }
  return { ...project, services };
}

const repositoryOf = (project: Project, service: ServiceSpec): string =>
  imageReference(project, service)
    .replace(/@.*$/, '')
    .replace(/:[^:/]*$/, '');

/** A commit is not what was built when there are changes on top of it. */
async function refuseDirty(text: string, template: TagTemplate, git: Git): Promise<void> {
  const names = template.some(
    (part) => part.kind === 'word' && ['git-sha', 'git-short', 'git-tag'].includes(part.word),
  );
  if (!names || tellsDirty(template) || !(await git.isDirty())) return;
  throw new UserError(
    'git-failed',
    `"${text}" names a commit, and there are changes that are not committed`,
    {
      hint: 'commit them, or add {dirty}, which is "-dirty" then',
    },
  );
}

async function fill(
  template: TagTemplate,
  service: ServiceSpec,
  project: Project,
  git: Git,
  { environment, now }: Tagging,
): Promise<string> {
  const values: { readonly [word in TagWord]: (argument: string) => Promise<string> | string } = {
    service: () => service.name,
    project: () => project.name,
    'git-sha': () => git.sha(),
    'git-short': () => git.short(),
    'git-describe': async () => asTagText(await git.describe()),
    'git-branch': async () => asTagText(await git.branch()),
    'git-tag': async () => asTagText(await git.tag()),
    dirty: async () => ((await git.isDirty()) ? '-dirty' : ''),
    date: () => now.toISOString().slice(0, 10).replaceAll('-', ''),
    env: (name) => variableOf(environment, name),
    file: (path) => firstLine(resolve(project.workingDir, path), path),
  };
  const texts: string[] = [];
  for (const part of template)
    texts.push(part.kind === 'text' ? part.text : await values[part.word](part.argument ?? ''));
  return texts.join('');
}

function variableOf(environment: ReadonlyMap<string, string>, name: string): string {
  const value = environment.get(name);
  if (value) return value;
  throw new UserError('bad-tag', `the variable ${name} of a tag is not set`, { hint: `set ${name}` });
}

function firstLine(path: string, shown: string): string {
  try {
    return readFileSync(path, 'utf8').trim().split('\n')[0]?.trim() ?? '';
  } catch (error) {
    throw fileError(shown, 'cannot be read', error);
  }
}

function badTag(text: string, reference: string, service: string): UserError {
  return new UserError(
    'bad-tag',
    `"${text}" gives service "${service}" the name ${reference}, which no image may have`,
    {
      hint: 'behind the colon are at most 128 letters, digits, "_", "." and "-", and the first is none of the last two; before it are lower case letters',
    },
  );
}

/** Two images cannot have one name: the second would take it from the first. */
function refuseShared(text: string, reference: string, image: string, builders: Map<string, string>): void {
  const before = builders.get(reference);
  if (before !== undefined && before !== image)
    throw new UserError('bad-tag', `"${text}" gives ${before} and ${image} one name: ${reference}`, {
      hint: 'add {service}',
    });
  builders.set(reference, image);
}
