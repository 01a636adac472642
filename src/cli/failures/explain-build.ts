import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import type { Source } from '../../diagnostics/source.ts';
import type { Failure } from '../../model/failure.ts';
import type { OperationOf } from '../../model/operation.ts';
import { didYouMean } from '../../util/did-you-mean.ts';
import { readText } from '../../util/read-text.ts';
import { findInstruction } from './find-instruction.ts';

/** Adds the line of the Dockerfile to the failure of a build, and the name of a file that may have been meant. */
export function explainBuild<F extends Failure>(
  failure: F,
  { build, service }: OperationOf<'build-image'>,
  cwd: string,
): F {
  if (failure.code !== 'build-failed' || !isAbsolute(build.context)) return failure;
  const found = build.dockerfileInline === undefined ? dockerfileOf(build, cwd) : undefined;
  const at = found && findInstruction(found, failure.message);
  const hint =
    hintAtFile(failure.message, build.context) ??
    hintAtStage(failure.message, found) ??
    failure.hint ??
    // What a step wrote may be longer than what is kept of it.
    (/the command ended with exit code \d+$/.test(failure.message)
      ? `gantry --progress plain build ${service}`
      : undefined);
  return { ...failure, ...(at && { at }), ...(hint !== undefined && { hint }) };
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

function hintAtFile(message: string, context: string): string | undefined {
  const missing = /the build context has no (.+)$/.exec(message)?.[1];
  if (missing === undefined) return undefined;
  if (/(?:COPY|ADD) .*\.\.\//.test(message))
    return `what is above ${context} cannot be copied: choose a \`build.context\` above, or add one with \`build.additional_contexts\``;
  if (existsSync(join(context, missing)))
    return `it is in ${context}, and \`.dockerignore\` leaves it out: take it out of there, or add \`!${missing}\``;
  const near = didYouMean(basename(missing), namesIn(join(context, dirname(missing))));
  return near === undefined ? undefined : `did you mean "${join(dirname(missing), near)}"?`;
}

function hintAtStage(message: string, found: Source | undefined): string | undefined {
  const stage = /has no stage "([^"]+)"$|^base image ([^/:@\s]+): /.exec(message)?.slice(1).find(Boolean);
  const stages = [...(found?.text ?? '').matchAll(/^\s*FROM\s.*\sAS\s+(\S+)/gim)].map(
    ([, name = '']) => name,
  );
  const near = stage === undefined ? undefined : didYouMean(stage, stages);
  return near === undefined ? undefined : `did you mean "${near}"?`;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
