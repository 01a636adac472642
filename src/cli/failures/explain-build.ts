import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';
import type { Source, Span } from '../../diagnostics/source.ts';
import type { Failure } from '../../model/failure.ts';
import type { OperationOf } from '../../model/operation.ts';
import { didYouMean } from '../../util/did-you-mean.ts';
import { readText } from '../../util/read-text.ts';

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

/** The builder names the step, the line, or the image; where a step stands it does not say. */
function findInstruction(source: Source, message: string): Span | undefined {
  const instructions = instructionsOf(source);
  const line = /dockerfile parse error on line (\d+)/i.exec(message)?.[1];
  const base = /^base image (\S+): /.exec(message)?.[1];
  const step = /^\[[^\]]*\d+\/\d+\] ([\s\S]*)$/.exec(message)?.[1];
  return instructions.find(({ text, firstLine, lastLine }) => {
    if (line !== undefined) return Number(line) >= firstLine && Number(line) <= lastLine;
    if (base !== undefined) return /^from\s/i.test(text) && text.split(/\s+/).includes(base);
    return step !== undefined && oneBlank(step).startsWith(`${oneBlank(text)}:`);
  })?.span;
}

const oneBlank = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

interface Instruction {
  /** Without the backslashes at the ends of its lines. */
  readonly text: string;
  readonly firstLine: number;
  readonly lastLine: number;
  readonly span: Span;
}

function instructionsOf(source: Source): readonly Instruction[] {
  const made: Instruction[] = [];
  let offset = 0;
  let open: { text: string; line: number; start: number } | undefined;
  for (const [index, line] of source.text.split('\n').entries()) {
    const isComment = /^\s*(?:#|$)/.test(line);
    if (!isComment) {
      open ??= { text: '', line: index + 1, start: offset + line.search(/\S/) };
      open.text += ` ${line.replace(/\\\s*$/, '')}`;
      if (!/\\\s*$/.test(line)) {
        const span = { source, start: open.start, end: offset + line.trimEnd().length };
        made.push({ text: open.text.trim(), firstLine: open.line, lastLine: index + 1, span });
        open = undefined;
      }
    }
    offset += line.length + 1;
  }
  return made;
}

function hintAtFile(message: string, context: string): string | undefined {
  const missing = /the build context has no (.+)$/.exec(message)?.[1];
  if (missing === undefined) return undefined;
  if (existsSync(join(context, missing)))
    return `it is in ${context}, and \`.dockerignore\` leaves it out: take it out of there, or add \`!${missing}\``;
  const near = didYouMean(basename(missing), namesIn(join(context, dirname(missing))));
  return near === undefined ? undefined : `did you mean "${join(dirname(missing), near)}"?`;
}

function hintAtStage(message: string, found: Source | undefined): string | undefined {
  const stage = /has no stage "([^"]+)"$/.exec(message)?.[1];
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
