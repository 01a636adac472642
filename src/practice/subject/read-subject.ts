import { isAbsolute, resolve } from 'node:path';
import { findDockerfile, pathOf } from '../../build/find-dockerfile.ts';
import { ignoreRules } from '../../build/ignore-rules.ts';
import type { Source } from '../../diagnostics/source.ts';
import type { BuildSpec } from '../../model/build-spec.ts';
import type { Project } from '../../model/project.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { shownPath } from '../../spec/read/read-source.ts';
import { readRegular } from '../../util/read-regular.ts';
import { stableJson } from '../../util/stable-json.ts';
import type { Dockerfile } from '../dockerfile/dockerfile.ts';
import { hasForeignSyntax } from '../dockerfile/foreign-syntax.ts';
import { readDockerfile } from '../dockerfile/read-dockerfile.ts';
import { chainOf, globalLookup, planStages } from '../dockerfile/stages.ts';
import { type Step, stepsOf } from '../dockerfile/steps.ts';
import { type BuildContext, buildContext } from './build-context.ts';
import { builtImages, plainImage } from './built-images.ts';
import { Folders } from './folders.ts';
import type { BuiltImage, CheckedService, DockerfileSource, Subject } from './subject.ts';

interface Around extends Pick<Subject, 'written' | 'tree' | 'use'> {
  /** Where messages are relative to. */
  readonly cwd: string;
  /** By absolute path: what a Dockerfile would say. */
  readonly texts?: ReadonlyMap<string, string>;
}

/** Reads the Dockerfiles and ignore files of the project. What cannot be read is left out: others report it. */
export function readSubject(project: Project, { cwd, texts = new Map(), ...around }: Around): Subject {
  const images = new Map<string, BuiltImage & { readonly users: string[] }>();
  const files: Files = { texts, read: new Map(), contexts: new Map(), folders: new Folders() };
  const services: CheckedService[] = [];
  for (const spec of project.services.values()) {
    const { build, name } = spec;
    const key = build && keyOf(build, name);
    const known = key === undefined ? undefined : images.get(key);
    const image = known ?? (build && readImage(spec, build, files, cwd));
    if (image && key !== undefined) images.set(key, image);
    image?.users.push(name);
    services.push(image ? { spec, image } : { spec });
  }
  const builders = builtImages(project);
  const builderOf = (reference: string): string | undefined => builders.get(plainImage(reference));
  return {
    project,
    services,
    images: [...images.values()],
    examined: [],
    imageOnEngine: () => undefined,
    builderOf,
    ...around,
  };
}

/** Services with equal keys are built alike. A Dockerfile in the Compose file has a place of its own. */
function keyOf(
  { context, dockerfile, dockerfileInline, args, target, additionalContexts }: BuildSpec,
  service: string,
) {
  const own = dockerfileInline === undefined ? undefined : service;
  return stableJson([context, dockerfile, own, [...args], target, [...additionalContexts]]);
}

/** What has been read for other services. */
interface Files {
  readonly texts: ReadonlyMap<string, string>;
  readonly read: Map<string, ReadFile>;
  /** By folder and ignore rules. */
  readonly contexts: Map<string, BuildContext>;
  readonly folders: Folders;
}

interface ReadFile {
  readonly source: Source;
  readonly dockerfile: Dockerfile;
  readonly context: BuildContext;
}

function readImage(
  { name }: ServiceSpec,
  build: BuildSpec,
  files: Files,
  cwd: string,
): (BuiltImage & { readonly users: string[] }) | undefined {
  if (!isAbsolute(build.context)) return undefined;
  try {
    const path = build.dockerfileInline === undefined ? pathOf(build) : undefined;
    const key = path === undefined ? undefined : `${build.context}\n${path}`;
    const read = (key !== undefined && files.read.get(key)) || readFiles(build, name, path, { cwd, files });
    if (key !== undefined) files.read.set(key, read);
    if (hasForeignSyntax(read.source.text)) return undefined;
    const inline = path === undefined ? ['services', name, 'build', 'dockerfile_inline'] : undefined;
    return imageOf(build, read, { source: read.source, ...(inline && { inline }) });
  } catch (error) {
    // A file that is missing, or a pattern that is none.
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}

function readFiles(
  build: BuildSpec,
  service: string,
  path: string | undefined,
  { cwd, files }: { readonly cwd: string; readonly files: Files },
): ReadFile {
  const { ignore } = findDockerfile(build, service);
  const text =
    path === undefined
      ? (build.dockerfileInline ?? '')
      : (files.texts.get(resolve(path)) ?? readRegular(path).toString('utf8'));
  const source = { name: path === undefined ? 'dockerfile_inline' : shownPath(path, cwd), text };
  return { source, dockerfile: readDockerfile(text), context: contextOf(build.context, ignore, files) };
}

function contextOf(folder: string, ignore: Source, { contexts, folders }: Files): BuildContext {
  const key = `${folder}\n${ignore.text}`;
  const known = contexts.get(key) ?? buildContext(folder, ignoreRules(ignore), folders);
  contexts.set(key, known);
  return known;
}

function imageOf(build: BuildSpec, { dockerfile, context }: ReadFile, file: DockerfileSource) {
  const { args, target, additionalContexts } = build;
  const stages = planStages(dockerfile, { args, ...(target !== undefined && { target }) });
  const base = stages.base !== undefined && additionalContexts.has(stages.base) ? undefined : stages.base;
  const steps = stepsOf(dockerfile, stages.chain, args, base === 'scratch');
  return {
    build,
    users: [],
    file,
    dockerfile,
    stages,
    steps,
    builtSteps: builtSteps(dockerfile, stages.built, args),
    base,
    context,
  };
}

/** Of each stage what stands in itself, with what it inherits taken into account. */
function builtSteps(
  dockerfile: Dockerfile,
  built: BuiltImage['stages']['built'],
  args: BuildSpec['args'],
): readonly Step[] {
  const lookup = globalLookup(dockerfile, args);
  return built.flatMap((stage) => {
    const chain = chainOf(dockerfile, stage, lookup);
    const isScratch = chain[0]?.from.words[0]?.raw === 'scratch';
    return stepsOf(dockerfile, chain, args, isScratch).filter((step) => step.stage === stage);
  });
}
