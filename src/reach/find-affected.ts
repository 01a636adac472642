import { isAbsolute, join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  type AffectedService,
  EFFECTS,
  type Effect,
  isStronger,
  type Reason,
  type UnseenInput,
} from '../model/affected.ts';
import type { JsonMap } from '../model/json.ts';
import type { Project } from '../model/project.ts';
import type { ServiceSpec } from '../model/service-spec.ts';
import { builtImages } from '../practice/subject/built-images.ts';
import { byKey } from '../util/by-key.ts';
import { type BuildInputs, buildInputs, dockerfilePath, type ReadText } from './build-inputs.ts';
import { changedSettings } from './changed-settings.ts';
import type { Changes } from './changes.ts';
import { type Input, type Locate, MOST_FILES, matchInput } from './match-input.ts';
import { mayName, type NamingLines, namingLines } from './may-name.ts';
import { mayTake } from './may-take.ts';
import { type ServiceInput, serviceInputs } from './service-inputs.ts';
import { allServices, buildLinks, type Link, linksOf, passedOn } from './ties.ts';

/** One revision of the project. */
export interface Revision {
  readonly project: Project;
  readonly read: ReadText;
}

export interface Compared {
  readonly now: Revision;
  readonly before: Revision;
  /** Both as models; absent: the files that they are made of are the same. */
  readonly models?: { readonly now: JsonMap; readonly before: JsonMap };
  readonly changes: Changes;
  /** What git does not look at: nobody can tell whether it has changed. */
  readonly ignored: Changes;
  /** Whether a path, without links in its folder, is no part of the repository: nobody can tell that either. */
  readonly isOutside: (path: string) => boolean;
  readonly locate: Locate;
  /** The changed files that a setting may come from, absolute. */
  readonly filesOf: (setting: readonly string[]) => readonly string[];
}

export interface Affected {
  /** By name. */
  readonly services: readonly AffectedService[];
  /** The services that the base had, and that are no more. */
  readonly removed: readonly string[];
  readonly unseen: readonly UnseenInput[];
}

/** The services that are affected by what differs between two revisions: by their own files and settings, and by other services. */
export function findAffected(compared: Compared): Affected {
  const { now, before } = compared;
  const inputs = new Inputs(compared);
  const reasons = new Map<string, Reason[]>();
  const unseen = new Map<string, { readonly why: UnseenInput['why']; readonly services: Set<string> }>();
  const old = new Map(allServices(before.project).map((service) => [service.name, service]));
  for (const service of allServices(now.project)) {
    reasons.set(service.name, [...ownReasons(service, old.get(service.name), compared, inputs)]);
    for (const [path, why] of inputs.unseen(service)) {
      const known = unseen.get(path) ?? { why, services: new Set() };
      unseen.set(path, known);
      known.services.add(service.name);
    }
  }
  follow(reasons, now.project, inputs);
  return {
    services: byKey(reasons).flatMap(([name, found]) => affected(name, found) ?? []),
    removed: [...old.keys()].filter((name) => !reasons.has(name)).sort(),
    unseen: byKey(unseen).map(([path, { why, services }]) => ({ path, why, services: [...services].sort() })),
  };
}

/** Where nobody can tell what has changed, everything has. */
export function allAffected(project: Project, why: string): readonly AffectedService[] {
  const services = new Map(allServices(project).map((service) => [service.name, service]));
  return byKey(services).map(([name, { build }]) => {
    const effect = build ? 'build' : 'restart';
    return { name, effect, reasons: [{ kind: 'unknown', effect, why }] };
  });
}

function affected(name: string, reasons: readonly Reason[]): AffectedService | undefined {
  const effect = strongest(reasons);
  if (effect === undefined) return undefined;
  // Whoever has another image or other containers is tested for that.
  const told = reasons.filter((reason) => effect === 'test' || reason.effect !== 'test');
  return { name, effect, reasons: EFFECTS.flatMap((one) => told.filter((reason) => reason.effect === one)) };
}

const strongest = (reasons: readonly Reason[]): Effect | undefined =>
  EFFECTS.find((effect) => reasons.some((reason) => reason.effect === effect));

function* ownReasons(
  service: ServiceSpec,
  old: ServiceSpec | undefined,
  { models, filesOf }: Compared,
  inputs: Inputs,
): Generator<Reason> {
  if (!old) {
    yield { kind: 'new', effect: service.build ? 'build' : 'restart' };
    return;
  }
  if (models)
    for (const { effect, paths } of changedSettings(models.before, models.now, service.name))
      yield {
        kind: 'settings',
        effect,
        settings: paths.map((path) => (path[0] === 'services' ? path.slice(2) : path).join('.')),
        files: [...new Set(paths.flatMap(filesOf))],
      };
  yield* inputs.changed(service, old);
}

/** Follows what hangs on what, until nothing more is reached. */
function follow(reasons: Map<string, Reason[]>, project: Project, inputs: Inputs): void {
  const builders = builtImages(project);
  const links = new Map<string, Link[]>();
  const add = (link: Link): void => {
    const others = links.get(link.from) ?? [];
    links.set(link.from, others);
    others.push(link);
  };
  for (const service of allServices(project)) linksOf(project, service, builders).forEach(add);
  const lookedFor = new Set<string>();
  /** Reading all Dockerfiles closely would cost more than everything else. */
  const addBuildsUpon = (from: string): void => {
    if (lookedFor.has(from)) return;
    lookedFor.add(from);
    const images = [...builders].flatMap(([image, builder]) => (builder === from ? [image] : []));
    for (const service of allServices(project)) {
      const build = inputs.buildIfItNames(service, images);
      const found = build ? buildLinks(service.name, build, builders) : [];
      found.filter((link) => link.from === from).forEach(add);
    }
  };
  const waiting = [...reasons.keys()].sort();
  for (let from = waiting.shift(); from !== undefined; from = waiting.shift()) {
    const effect = strongest(reasons.get(from) ?? []);
    if (effect === undefined) continue;
    if (effect === 'build') addBuildsUpon(from);
    for (const { to, tie } of links.get(from) ?? []) {
      const next = passedOn(tie, effect);
      const known = reasons.get(to);
      if (next === undefined || known === undefined) continue;
      const same = known.findIndex(
        (reason) => reason.kind === 'service' && reason.service === from && reason.tie === tie,
      );
      if (same >= 0) continue;
      const was = strongest(known);
      known.push({ kind: 'service', effect: next, service: from, tie });
      if (was === undefined || isStronger(next, was)) waiting.push(to);
    }
  }
}

/** The inputs of services in both revisions, each read once, and only where something has changed near them. */
class Inputs {
  readonly #compared: Compared;
  readonly #builds = new Map<ServiceSpec, BuildInputs | undefined>();
  readonly #buildsBefore = new Map<ServiceSpec, BuildInputs | undefined>();
  readonly #lines = new Map<ServiceSpec, NamingLines>();

  constructor(compared: Compared) {
    this.#compared = compared;
  }

  *changed(service: ServiceSpec, old: ServiceSpec): Generator<Reason> {
    const { now, before, changes } = this.#compared;
    if (changes.all.length === 0) return;
    const isSame = now.project === before.project;
    const inputs = new Map<string, ServiceInput>();
    const add = (input: ServiceInput) => inputs.set(`${input.effect} ${input.role} ${input.path}`, input);
    for (const input of serviceInputs(now.project, service)) add(input);
    if (!isSame) for (const input of serviceInputs(before.project, old)) add(input);
    for (const input of inputs.values()) yield* this.#filesReason([input], input.effect);
    if (service.build && old.build && (this.#isNear(service) || this.#isNear(old)))
      yield* this.#changedBuild(service, old);
  }

  *#changedBuild(service: ServiceSpec, old: ServiceSpec): Generator<Reason> {
    const { now, before, changes } = this.#compared;
    const isSame = now.project === before.project || isDeepStrictEqual(service.build, old.build);
    const isRead = isSame && !this.#hasOtherText(service);
    if (isRead && !this.#mayTake(service, changes)) return;
    const build = this.#build(service);
    const was = isRead ? build : this.#buildBefore(old);
    if (!build || !was) return;
    if (build.recipe !== was.recipe && build.dockerfile !== undefined)
      yield { kind: 'files', effect: 'build', role: 'dockerfile', files: [build.dockerfile], hasMore: false };
    if (build.files.length > 0)
      yield* this.#filesReason(
        [...new Set([...build.ignoreFiles, ...was.ignoreFiles])].map((path) => ({
          role: 'ignore-file',
          path,
        })),
        'build',
      );
    yield* this.#filesReason(build === was ? build.files : [...build.files, ...was.files], 'build');
  }

  /** One reason for all of them. */
  *#filesReason(inputs: readonly Input[], effect: Effect): Generator<Reason> {
    const { changes, locate } = this.#compared;
    const found = new Set<string>();
    for (const input of inputs) for (const { path } of matchInput(input, changes, locate)) found.add(path);
    const [first] = inputs;
    if (found.size === 0 || !first) return;
    const files = [...found].sort();
    yield {
      kind: 'files',
      effect,
      role: first.role,
      files: files.slice(0, MOST_FILES),
      hasMore: files.length > MOST_FILES,
    };
  }

  /** What git does not look at of what a service is made of. */
  *unseen(service: ServiceSpec): Iterable<readonly [string, UnseenInput['why']]> {
    for (const path of this.#outside(service)) yield [path, 'outside'];
    for (const path of this.#ignored(service)) yield [path, 'ignored'];
  }

  /** Only what a build is made of: what is mounted from elsewhere is of the machine. */
  #outside({ build }: ServiceSpec): readonly string[] {
    if (!build) return [];
    const { context, dockerfile, dockerfileInline, additionalContexts } = build;
    const file =
      dockerfileInline === undefined && dockerfile !== undefined ? [resolve(context, dockerfile)] : [];
    // A Dockerfile in its context is a part of that.
    const own = file.filter((path) => !path.startsWith(`${context}/`));
    const { isOutside, locate } = this.#compared;
    return [context, ...own, ...additionalContexts.values()].filter(
      (path) => isAbsolute(path) && locate(path).every(isOutside),
    );
  }

  /** Of a folder that is mounted only the whole counts: much in it is made, not written. */
  #ignored(service: ServiceSpec): Iterable<string> {
    const { now, ignored, locate } = this.#compared;
    if (ignored.all.length === 0) return [];
    const found = new Set<string>();
    for (const input of serviceInputs(now.project, service))
      for (const path of locate(input.path)) {
        const one = ignored.at(path) ?? ignored.above(path);
        if (one) found.add(one.path);
      }
    const build =
      this.#isNear(service, ignored) && this.#mayTake(service, ignored) ? this.#build(service) : undefined;
    for (const input of build?.files ?? [])
      for (const { path } of matchInput(input, ignored, locate)) found.add(path);
    return found;
  }

  /** The build of a service, if its Dockerfile may name one of these images, or something else stands for it. */
  buildIfItNames(service: ServiceSpec, images: readonly string[]): BuildInputs | undefined {
    const { build } = service;
    if (!build) return undefined;
    if (build.additionalContexts.size === 0) {
      const lines = this.#namingLines(service);
      if (!lines || !mayName(lines, images)) return undefined;
    }
    return this.#build(service);
  }

  #namingLines(service: ServiceSpec): NamingLines | undefined {
    const known = this.#lines.get(service);
    if (known) return known;
    const text = service.build?.dockerfileInline ?? this.#textOf(service);
    const lines = text === undefined ? undefined : namingLines(text);
    if (lines) this.#lines.set(service, lines);
    return lines;
  }

  #textOf(service: ServiceSpec): string | undefined {
    const { build } = service;
    const { read } = this.#compared.now;
    const path = build && dockerfilePath(build, read);
    return path === undefined ? undefined : read(path);
  }

  /** Whether anything has changed in the folders of a build, or in its Dockerfile: everything else costs more. */
  #isNear(service: ServiceSpec, changes: Changes = this.#compared.changes): boolean {
    const { build } = service;
    if (!build) return false;
    const folders = [build.context, ...build.additionalContexts.values()];
    return folders.some((path) => this.#isTouched(path, changes)) || this.#hasOtherText(service, changes);
  }

  /** Whether the Dockerfile, or an ignore file, is another one. */
  #hasOtherText({ build }: ServiceSpec, changes: Changes = this.#compared.changes): boolean {
    if (!build || !isAbsolute(build.context)) return false;
    const { context, dockerfile = 'Dockerfile', dockerfileInline } = build;
    const path = resolve(context, dockerfile);
    const texts = dockerfileInline === undefined ? [path, `${path}.dockerignore`] : [];
    // Where there is no `Dockerfile`, docker takes `dockerfile`.
    return [...texts, join(context, 'dockerfile'), join(context, '.dockerignore')].some((one) =>
      this.#isTouched(one, changes),
    );
  }

  #isTouched(path: string, changes: Changes): boolean {
    return isAbsolute(path) && this.#compared.locate(path).some((one) => changes.touch(one));
  }

  /** Whether a build may take one of the changed files, as far as can be seen without reading its Dockerfile closely. */
  #mayTake(service: ServiceSpec, changes: Changes): boolean {
    const { build } = service;
    if (!build || build.additionalContexts.size > 0 || !isAbsolute(build.context)) return true;
    const text = build.dockerfileInline ?? this.#textOf(service);
    if (text === undefined) return true;
    const paths = this.#compared.locate(build.context).flatMap((context) => {
      if (changes.at(context) ?? changes.above(context)) return [''];
      return changes.below(context).map(({ path }) => path.slice(context.length + 1));
    });
    return paths.includes('') || mayTake(text, paths);
  }

  #build(service: ServiceSpec): BuildInputs | undefined {
    const { build } = service;
    if (!this.#builds.has(service))
      this.#builds.set(service, build && buildInputs(build, this.#compared.now.read));
    return this.#builds.get(service);
  }

  #buildBefore(service: ServiceSpec): BuildInputs | undefined {
    const { build } = service;
    if (!this.#buildsBefore.has(service))
      this.#buildsBefore.set(service, build && buildInputs(build, this.#compared.before.read));
    return this.#buildsBefore.get(service);
  }
}
