import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileError } from '../../diagnostics/file-error.ts';
import { type Concern, UserError } from '../../diagnostics/user-error.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import {
  asTagText,
  isReferenceTemplate,
  parseTagTemplate,
  type TagTemplate,
  type TagWord,
  tellsDirty,
} from '../../model/tag-template.ts';
import { imageReference } from '../../planner/request/image-references.ts';
import { isImageName } from '../../util/is-image-name.ts';
import { Git } from '../git/git.ts';
import { pipelineTag } from '../git/pipeline-tag.ts';
import { type Asked, asksOf } from './asked-tags.ts';
import { ociLabels } from './oci-labels.ts';

export interface Tagging {
  /** As they were typed: for all images. */
  readonly templates: readonly string[];
  /** Whether the images say which commit they are of. */
  readonly labels: boolean;
  readonly environment: ReadonlyMap<string, string>;
  readonly now: Date;
}

/** What cannot be done of the templates of the files, with their places. */
export interface TagProblem {
  readonly error: UserError;
  readonly about: Concern;
}

export interface Tagged {
  readonly project: Project;
  /** Each once. With any of them the project is of no use. */
  readonly problems: readonly TagProblem[];
  /** What the user is to know of the names. */
  readonly notes: readonly string[];
}

/**
 * The project with more tags and labels for what it builds: those of the command line, and those of `x-gantry`.
 *
 * Error: UserError `bad-tag`, `git-failed` for what was typed.
 */
export async function tagBuilds(project: Project, tagging: Tagging): Promise<Tagged> {
  const typed = tagging.templates.map((text): Asked => ({ text, template: parseTagTemplate(text) }));
  const git = new Git(project.workingDir, pipelineTag(tagging.environment));
  const filler = new Filler(project, git, tagging);
  for (const { text, template } of typed) await refuseDirty(text, template, git);
  const problems = new Map<string, TagProblem>();
  const attempt = async (asked: Asked, make: () => Promise<void>): Promise<void> => {
    try {
      await make();
    } catch (error) {
      if (!asked.about || !(error instanceof UserError)) throw error;
      problems.set(`${error.message} ${JSON.stringify(asked.about)}`, { error, about: asked.about });
    }
  };
  const builders = new Map<string, string>();
  const services = new Map<string, ServiceSpec>();
  for (const [key, service] of project.services) {
    const { build } = service;
    if (!build || service.provider !== undefined) {
      services.set(key, service);
      continue;
    }
    const asks = asksOf(project, service);
    const tags = new Set(build.tags);
    for (const asked of [...typed, ...asks.tags])
      await attempt(asked, async () => {
        if (asked.about) await refuseDirty(asked.text, asked.template, git);
        const reference = await filler.reference(asked, service);
        refuseShared(asked.text, reference, imageReference(project, service), builders);
        tags.add(reference);
      });
    const labels = new Map<string, string>();
    for (const asked of asks.labels)
      await attempt(asked, async () => {
        await refuseDirty(asked.text, asked.template, git);
        if (asked.name === undefined) for (const label of await ociLabels(git)) labels.set(...label);
        else labels.set(asked.name, await filler.text(asked.template, service));
      });
    if (tagging.labels) for (const label of await ociLabels(git)) labels.set(...label);
    // What the files say wins.
    services.set(key, {
      ...service,
      build: { ...build, tags: [...tags], labels: new Map([...labels, ...build.labels]) },
    });
  }
  return { project: { ...project, services }, problems: [...problems.values()], notes: git.notes };
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

class Filler {
  readonly #project: Project;
  readonly #git: Git;
  readonly #tagging: Tagging;

  constructor(project: Project, git: Git, tagging: Tagging) {
    this.#project = project;
    this.#git = git;
    this.#tagging = tagging;
  }

  /** Error: UserError `bad-tag` for a name that no image may have. */
  async reference({ text, template }: Asked, service: ServiceSpec): Promise<string> {
    const tag = await this.text(template, service);
    const reference = isReferenceTemplate(template) ? tag : `${repositoryOf(this.#project, service)}:${tag}`;
    if (!isImageName(reference)) throw badTag(text, reference, service.name);
    return reference;
  }

  async text(template: TagTemplate, service: ServiceSpec): Promise<string> {
    const git = this.#git;
    const { environment, now } = this.#tagging;
    const file = (path: string) => firstLine(resolve(this.#project.workingDir, path), path);
    const clean = async (word: string, value: () => Promise<string>): Promise<string> => {
      if (await git.isDirty()) throw notClean(word);
      return value();
    };
    const values: { readonly [word in TagWord]: (argument: string) => Promise<string> | string } = {
      service: () => service.name,
      project: () => this.#project.name,
      'git-sha': () => git.sha(),
      'git-short': () => git.short(),
      'git-describe': async () => asTagText(await git.describe()),
      'git-sha-clean': () => clean('git-sha-clean', () => git.sha()),
      'git-short-clean': () => clean('git-short-clean', () => git.short()),
      'git-describe-clean': async () => asTagText(await clean('git-describe-clean', () => git.describe())),
      'git-branch': async () => asTagText(await git.branch()),
      'git-tag': async () => asTagText(await git.tag()),
      dirty: async () => ((await git.isDirty()) ? '-dirty' : ''),
      date: () => now.toISOString().slice(0, 10).replaceAll('-', ''),
      env: (name) => variableOf(environment, name || ENVIRONMENT),
      file,
      'version-file': file,
    };
    const texts: string[] = [];
    for (const part of template)
      texts.push(part.kind === 'text' ? part.text : await values[part.word](part.argument ?? ''));
    return texts.join('');
  }
}

/** The name of the environment that is built for: `{env}`. */
const ENVIRONMENT = 'GANTRY_ENV';

const notClean = (word: string): UserError =>
  new UserError('git-failed', `{${word}} wants a commit, and there are changes that are not committed`, {
    hint: 'commit them, or use {git-describe}, which says so',
  });

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
