import type { Source, Span } from '../../diagnostics/source.ts';

/** What the builder says names the step, the line, the stage or the image; where that stands it does not say. */
export function findInstruction(source: Source, message: string): Span | undefined {
  const instructions = instructionsOf(source);
  // The whole of it is to blame.
  if (instructions.length === 0) return { source, start: 0, end: source.text.length };
  for (const [pattern, isMeant] of CLUES) {
    const found = pattern.exec(message);
    const meant = found && instructions.find((instruction) => isMeant(instruction, found[1] ?? ''));
    if (meant) return meant.span;
  }
  return undefined;
}

type IsMeant = (instruction: Instruction, clue: string) => boolean;

/** Where several instructions are meant by one, the first counts. */
const CLUES: readonly (readonly [RegExp, IsMeant])[] = [
  [
    /dockerfile parse error on line (\d+)/i,
    ({ firstLine, lastLine }, line) => Number(line) >= firstLine && Number(line) <= lastLine,
  ],
  [
    /^base image (\S+): /,
    ({ text }, image) =>
      (/^from\s/i.test(text) && text.split(/\s+/).includes(image)) ||
      text.split(/\s+/).includes(`--from=${image}`),
  ],
  [
    /has no (?:user|group) (\S+)$/,
    ({ text }, user) => /^user\s/i.test(text) && text.split(/[\s:]+/).includes(user),
  ],
  [/^\[[^\]]*\d+\/\d+\] ([\s\S]*)$/, ({ text }, step) => asStep(text).test(oneBlank(step))],
  [/^FROM (\S+) is empty$/, ({ text }, base) => /^from\s/i.test(text) && text.includes(base)],
  [/before the first FROM$/, ({ text }) => !/^(?:arg|from)\s/i.test(text)],
  [
    /^the stage (\S+) needs a stage/,
    ({ text }, stage) => /^from\s/i.test(text) && text.toLowerCase().endsWith(` as ${stage.toLowerCase()}`),
  ],
  [/^a heredoc /, ({ text }) => text.includes('<<')],
];

/** A step has the values of the arguments in it. */
function asStep(text: string): RegExp {
  const parts = oneBlank(text).split(/\$\{[^}]*\}|\$\w+/);
  return new RegExp(
    `^${parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*?')}:`,
    's',
  );
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
