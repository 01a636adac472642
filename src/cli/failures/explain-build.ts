import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import { gantry, type Hint } from '../../diagnostics/hint.ts';
import type { Source } from '../../diagnostics/source.ts';
import { EngineError } from '../../engine/refusals/engine-error.ts';
import type { Refusal } from '../../engine/refusals/refusal.ts';
import type { ReportedFailure } from '../../model/failure.ts';
import type { OperationOf } from '../../model/operation.ts';
import type { Project } from '../../model/project.ts';
import { builtImages, plainImage } from '../../practice/subject/built-images.ts';
import { didYouMean } from '../../util/did-you-mean.ts';
import { readText } from '../../util/read-text.ts';
import { findInstruction } from './find-instruction.ts';

/** Adds the line of the Dockerfile to the failure of a build, and what may have been meant: a file, or the image of another service. */
export function explainBuild(
  failure: ReportedFailure,
  { build, service }: OperationOf<'build-image'>,
  { cwd, project }: Around,
): ReportedFailure {
  const { error } = failure;
  if (!(error instanceof EngineError) || error.code !== 'build-failed' || !isAbsolute(build.context))
    return failure;
  const found = build.dockerfileInline === undefined ? dockerfileOf(build, cwd) : undefined;
  const { refusal } = error;
  const at = found && findInstruction(found, error);
  const hint =
    hintAtFile(error, build.context) ??
    hintAtBuilder(refusal, service, project) ??
    hintAtStage(refusal, found) ??
    failure.hint ??
    // What a step wrote may be longer than what is told of it, and the log has all of it.
    (refusal?.kind === 'command-failed' && failure.log === undefined
      ? gantry('--progress', 'plain', 'build', service)
      : undefined);
  return { ...failure, ...(at && { at }), ...(hint !== undefined && { hint }) };
}

interface Around {
  readonly cwd: string;
  readonly project: Project;
}

/** An image that is missing may be that of another service, which no registry has. */
function hintAtBuilder(refusal: Refusal | undefined, service: string, project: Project): Hint | undefined {
  if (refusal?.kind !== 'base-image') return undefined;
  const builder = builtImages(project).get(plainImage(refusal.image));
  return builder === undefined || builder === service
    ? undefined
    : [`service "${builder}" builds it: `, gantry('build', builder, service)];
}

function dockerfileOf(
  { context, dockerfile = 'Dockerfile' }: OperationOf<'build-image'>['build'],
  cwd: string,
): Source | undefined {
  const path = isAbsolute(dockerfile) ? dockerfile : join(context, dockerfile);
  const text = readText(path);
  // Where there is none, that is what failed.
  return text === undefined ? undefined : { name: relative(cwd, path), text };
}

function hintAtFile({ refusal, buildStep = '' }: EngineError, context: string): string | undefined {
  if (refusal?.kind !== 'not-in-context') return undefined;
  const { file: missing } = refusal;
  if (/(?:COPY|ADD) .*\.\.\//.test(buildStep))
    return `what is above ${context} cannot be copied: choose a \`build.context\` above, or add one with \`build.additional_contexts\``;
  if (existsSync(join(context, missing)))
    return `it is in ${context}, and \`.dockerignore\` leaves it out: take it out of there, or add \`!${missing}\``;
  const near = didYouMean(basename(missing), namesIn(join(context, dirname(missing))));
  return near === undefined ? undefined : `did you mean "${join(dirname(missing), near)}"?`;
}

function hintAtStage(refusal: Refusal | undefined, found: Source | undefined): string | undefined {
  const stage = refusal && stageOf(refusal);
  const stages = [...(found?.text ?? '').matchAll(/^[ \t]*FROM\s.*\sAS\s+(\S+)/gim)].map(
    ([, name = '']) => name,
  );
  const near = stage === undefined ? undefined : didYouMean(stage, stages);
  return near === undefined ? undefined : `did you mean "${near}"?`;
}

/** The name of an image without a registry and a tag may be meant for that of a stage. */
function stageOf(refusal: Refusal): string | undefined {
  if (refusal.kind === 'no-stage') return refusal.stage;
  return refusal.kind === 'base-image' && /^[^/:@]+$/.test(refusal.image) ? refusal.image : undefined;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
