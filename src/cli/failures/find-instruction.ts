import type { Source, Span } from '../../diagnostics/source.ts';
import type { EngineError } from '../../engine/refusals/engine-error.ts';
import type { Refusal } from '../../engine/refusals/refusal.ts';

/** What the builder says names the step, the line, the stage or the image; where that stands it does not say. */
export function findInstruction(
  source: Source,
  { refusal, buildStep }: Pick<EngineError, 'refusal' | 'buildStep'>,
): Span | undefined {
  if (refusal?.kind === 'syntax-image') return syntaxLine(source);
  const instructions = instructionsOf(source);
  // The whole of it is to blame.
  if (instructions.length === 0) return { source, start: 0, end: source.text.length };
  const step = /^\[(?:[^\]]*\D)?\d+\/\d+\] ([\s\S]*)$/.exec(buildStep ?? '')?.[1];
  // Where several instructions are meant by one, the first counts.
  const meant =
    (refusal && instructions.find((instruction) => isMeant(instruction, refusal))) ??
    (step === undefined ? undefined : instructions.find(({ text }) => isStep(text, oneBlank(step))));
  return meant?.span;
}

/** `# syntax=…`, which is a comment to everything else. */
function syntaxLine(source: Source): Span | undefined {
  const found = /^[ \t]*#[ \t]*syntax[ \t]*=[ \t]*(\S+)/im.exec(source.text);
  if (found === null) return undefined;
  const end = found.index + found[0].length;
  return { source, start: end - (found[1] ?? '').length, end };
}

function isMeant({ text, firstLine, lastLine }: Instruction, refusal: Refusal): boolean {
  const isFrom = /^from\s/i.test(text);
  switch (refusal.kind) {
    case 'bad-line':
      return refusal.line >= firstLine && refusal.line <= lastLine;
    case 'base-image': {
      const words = text.split(/\s+/);
      return (isFrom && words.includes(refusal.image)) || words.includes(`--from=${refusal.image}`);
    }
    case 'no-user':
      return /^user\s/i.test(text) && text.split(/[\s:]+/).includes(refusal.user);
    case 'empty-from':
      return isFrom && text.includes(refusal.base);
    case 'before-from':
      return !/^(?:arg|from)\s/i.test(text);
    case 'stage-loop':
      return isFrom && text.toLowerCase().endsWith(` as ${refusal.stage.toLowerCase()}`);
    case 'open-heredoc':
      return text.includes('<<');
    default:
      return false;
  }
}

/** A step has the values of the arguments in it: what stands around them has to be there, in this order. */
function isStep(text: string, step: string): boolean {
  const [first = '', ...others] = oneBlank(text).split(/\$\{[^}]*\}|\$\w+/);
  const last = others.pop();
  if (last === undefined) return step === first;
  if (!step.startsWith(first)) return false;
  let at = first.length;
  for (const part of others) {
    const found = step.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return step.endsWith(last) && step.length - last.length >= at;
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
