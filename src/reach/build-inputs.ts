import { isAbsolute, join, posix } from 'node:path';
import { type IgnoreRules, ignoreRules } from '../build/ignore-rules.ts';
import { UserError } from '../diagnostics/user-error.ts';
import type { BuildSpec } from '../model/build-spec.ts';
import type { Dockerfile, Instruction, Range, Stage } from '../practice/dockerfile/dockerfile.ts';
import { expand, type Lookup } from '../practice/dockerfile/expand.ts';
import { hasForeignSyntax } from '../practice/dockerfile/foreign-syntax.ts';
import { readDockerfile } from '../practice/dockerfile/read-dockerfile.ts';
import { chainOf, globalLookup, planStages, stageNamed } from '../practice/dockerfile/stages.ts';
import { type Step, stepsOf } from '../practice/dockerfile/steps.ts';
import { flagOf, optionsOf } from '../practice/dockerfile/words.ts';
import { copyOf, isRemote } from '../practice/subject/copies.ts';
import { isBadPattern, pathPattern } from '../util/path-pattern.ts';
import type { Input } from './match-input.ts';
import { recipeOf } from './recipe.ts';

/** The texts of one revision. @returns undefined: there is no such file, or it is no text */
export type ReadText = (path: string) => string | undefined;

/** An image as a Dockerfile names it, with the variables filled in, and where in its text. */
export interface NamedImage extends Range {
  readonly image: string;
}

/** What the image of one build is made of. */
export interface BuildInputs {
  /** Absolute; undefined: it stands in the Compose file. */
  readonly dockerfile: string | undefined;
  /** The ignore file that counts, or would if it were there. */
  readonly ignoreFiles: readonly string[];
  /** What of the Dockerfile matters to the image. */
  readonly recipe: string;
  readonly files: readonly Input[];
  /** The images that it is from, or copies from. */
  readonly images: readonly NamedImage[];
  /** `additional_contexts: {x: "service:base"}`, as far as the Dockerfile uses them. */
  readonly services: readonly string[];
}

/** undefined: the context is on another machine. */
export function buildInputs(build: BuildSpec, read: ReadText): BuildInputs | undefined {
  const { context, dockerfileInline } = build;
  if (!isAbsolute(context)) return undefined;
  const dockerfile = dockerfileInline === undefined ? dockerfilePath(build, read) : undefined;
  const text = dockerfileInline ?? (dockerfile === undefined ? undefined : read(dockerfile));
  const own = dockerfile === undefined ? [] : [`${dockerfile}.dockerignore`];
  const ignoreFiles = [...own, join(context, '.dockerignore')];
  const found = ignoreFiles.findIndex((path) => read(path) !== undefined);
  const rules = rulesOf(ignoreFiles[found], read);
  const about = {
    dockerfile,
    // Behind the one that is there, no other one counts.
    ignoreFiles: found < 0 ? ignoreFiles : ignoreFiles.slice(0, found + 1),
  };
  const whole = { ...about, images: [], services: [], files: [folderInput(context, '', rules)] };
  // Nobody knows what it copies.
  if (text === undefined || hasForeignSyntax(text)) return { ...whole, recipe: text ?? '' };
  const parsed = readDockerfile(text);
  const { final, built } = planStages(parsed, targetOf(build));
  if (!final) return { ...whole, recipe: text };
  const sources = new Sources(build, rules);
  for (const stage of built) sources.addStage(parsed, stage);
  return { ...about, recipe: recipeOf(parsed, built), ...sources.found() };
}

const targetOf = ({ args, target }: BuildSpec) => ({ args, ...(target !== undefined && { target }) });

/** Without a name, docker takes `dockerfile` too where there is no `Dockerfile`. */
export function dockerfilePath({ context, dockerfile = 'Dockerfile' }: BuildSpec, read: ReadText): string {
  const path = isAbsolute(dockerfile) ? dockerfile : join(context, dockerfile);
  if (dockerfile !== 'Dockerfile' || read(path) !== undefined) return path;
  const small = join(context, 'dockerfile');
  return read(small) === undefined ? path : small;
}

function rulesOf(path: string | undefined, read: ReadText): IgnoreRules {
  const text = (path !== undefined && read(path)) || '';
  const rules = known.get(text) ?? readRules(text);
  known.set(text, rules);
  return rules;
}

/** Many services share one ignore file. */
const known = new Map<string, IgnoreRules>();

/** Rules that docker would refuse leave nothing out. */
function readRules(text: string): IgnoreRules {
  try {
    return ignoreRules({ name: '', text });
  } catch (error) {
    if (error instanceof UserError) return ignoreRules({ name: '', text: '' });
    throw error;
  }
}

/** Collects what the stages of a build take. */
class Sources {
  readonly #build: BuildSpec;
  readonly #rules: IgnoreRules;
  readonly #files = new Map<string, Input>();
  readonly #images = new Map<string, NamedImage>();
  readonly #services = new Set<string>();

  constructor(build: BuildSpec, rules: IgnoreRules) {
    this.#build = build;
    this.#rules = rules;
  }

  found(): Pick<BuildInputs, 'files' | 'images' | 'services'> {
    return {
      files: [...this.#files.values()],
      images: [...this.#images.values()],
      services: [...this.#services],
    };
  }

  addStage(dockerfile: Dockerfile, stage: Stage): void {
    const { args } = this.#build;
    const globals = globalLookup(dockerfile, args);
    const before = dockerfile.stages.slice(0, stage.index);
    const [from] = stage.from.words;
    const base = from && expand(from.raw, dockerfile.escapeChar, globals);
    if (base) this.#addNamed(base, from, before, [undefined]);
    const isScratch = chainOf(dockerfile, stage, globals)[0]?.from.words[0]?.raw === 'scratch';
    const steps = stepsOf(dockerfile, chainOf(dockerfile, stage, globals), args, isScratch);
    for (const step of steps) {
      if (step.stage !== stage) continue;
      this.#addInstruction(step, { dockerfile, before, globals });
      // What a build on top of this image does may be done in another stage of this very file.
      const { trigger } = step.instruction;
      if (trigger) this.#addInstruction({ ...step, instruction: trigger }, { dockerfile, before, globals });
    }
  }

  #addInstruction(step: Step, { dockerfile, before, globals }: Around): void {
    const { escapeChar } = dockerfile;
    const copy = copyOf(step, escapeChar);
    // A heredoc is part of the instruction itself; a file may stand beside it.
    const sources = copy?.sources.filter((source) => !source?.startsWith('<<')) ?? [];
    const from = flagOf(step.instruction, 'from');
    if (copy && from === undefined) this.#addFromFolder(this.#build.context, sources, this.#rules);
    else if (copy && from !== undefined)
      this.#addNamed(expand(from.value, escapeChar, globals) ?? '', from, before, sources);
    for (const mount of mountsOf(step.instruction)) {
      const read = (word: string | undefined) =>
        word === undefined ? '' : mountPath(expand(word, escapeChar, step.lookup));
      const source = read(mount.source);
      if (mount.from !== undefined)
        this.#addNamed(expand(mount.from, escapeChar, globals) ?? '', mount.at, before, [source]);
      else if (mount.isBind) this.#addFromFolder(this.#build.context, [source], this.#rules);
    }
  }

  /** What stands behind `--from`, or FROM: a context of the build, a stage, else an image. */
  #addNamed(
    name: string,
    at: Range,
    before: readonly Stage[],
    sources: readonly (string | undefined)[],
  ): void {
    const context = this.#build.additionalContexts.get(name);
    if (context === undefined) {
      if (name !== '' && name !== 'scratch' && !stageNamed(before, name)) this.#addImage(name, at);
      return;
    }
    const [, kind, rest = ''] = /^(service:|docker-image:\/\/)(.*)$/.exec(context) ?? [];
    if (kind === 'service:') this.#services.add(rest);
    else if (kind !== undefined) this.#addImage(rest, at);
    else if (isAbsolute(context)) this.#addFromFolder(context, sources, undefined);
  }

  #addImage(image: string, { start, end }: Range): void {
    if (!this.#images.has(image)) this.#images.set(image, { image, start, end });
  }

  #addFromFolder(
    folder: string,
    sources: readonly (string | undefined)[],
    rules: IgnoreRules | undefined,
  ): void {
    for (const source of sources) {
      if (source !== undefined && isRemote(source)) continue;
      this.#files.set(`${folder}\n${source ?? ''}`, folderInput(folder, source ?? '', rules));
    }
  }
}

interface Around {
  readonly dockerfile: Dockerfile;
  readonly before: readonly Stage[];
  readonly globals: Lookup;
}

interface BuildMount {
  readonly at: Range;
  readonly isBind: boolean;
  readonly from: string | undefined;
  readonly source: string | undefined;
}

function mountsOf({ keyword, flags }: Instruction): readonly BuildMount[] {
  if (keyword !== 'RUN') return [];
  return flags
    .filter(({ name }) => name === 'mount')
    .map((at) => {
      const options = optionsOf(at);
      return {
        at,
        isBind: (options.get('type') ?? 'bind') === 'bind',
        from: options.get('from'),
        source: options.get('source') ?? options.get('src'),
      };
    });
}

const mountPath = (path: string | undefined): string | undefined =>
  path === undefined ? undefined : posix.normalize(`/${path}`).slice(1).replace(/\/$/, '');

/** A source of COPY in a folder; empty: all of it. Patterns begin behind the folders that have none. */
function folderInput(folder: string, source: string, rules: IgnoreRules | undefined): Input {
  const parts = source.split('/').filter((part) => part !== '');
  const first = parts.findIndex((part) => /[*?[\\]/.test(part));
  const plain = (first < 0 ? parts : parts.slice(0, first)).join('/');
  const found = first < 0 ? undefined : pathPattern(parts.slice(first).join('/'));
  const pattern = found === undefined || isBadPattern(found) ? undefined : found;
  return {
    role: 'copied',
    path: plain === '' ? folder : join(folder, plain),
    counts: (below) =>
      (pattern?.covers(below) ?? true) &&
      !(rules?.ignores(plain === '' ? below : `${plain}/${below}`) ?? false),
  };
}
