import { DockerfileParser, Onbuild, type Instruction as Parsed } from 'dockerfile-ast';
import type { Dockerfile, Heredoc, Instruction, Stage, Word } from './dockerfile.ts';
import { blankedText } from './logical-text.ts';
import { flagsAndRest, wordsOf } from './words.ts';

/**
 * Reads a Dockerfile. It never fails: what docker would refuse is an instruction with an unknown keyword.
 *
 * The parser finds where instructions begin and end. It loses blanks inside of quotes, so the words are read here.
 */
export function readDockerfile(text: string): Dockerfile {
  const parsed = DockerfileParser.parse(text);
  const lines = lineStartsOf(text);
  const escapeChar = parsed.getEscapeCharacter();
  const instructions = parsed.getInstructions().map((one) => instructionOf(one, { text, lines, escapeChar }));
  const first = instructions.findIndex(({ keyword }) => keyword === 'FROM');
  return {
    text,
    escapeChar,
    globals: (first < 0 ? instructions : instructions.slice(0, first)).filter(
      ({ keyword }) => keyword === 'ARG',
    ),
    stages: first < 0 ? [] : stagesOf(instructions.slice(first)),
  };
}

function stagesOf(instructions: readonly Instruction[]): readonly Stage[] {
  const stages: { from: Instruction; instructions: Instruction[] }[] = [];
  for (const one of instructions)
    if (one.keyword === 'FROM') stages.push({ from: one, instructions: [] });
    else stages.at(-1)?.instructions.push(one);
  return stages.map((stage, index) => {
    const name = nameOf(stage.from);
    return { index, ...(name !== undefined && { name }), ...stage };
  });
}

function nameOf({ words }: Instruction): string | undefined {
  const [, as, name] = words;
  return as?.raw.toUpperCase() === 'AS' ? name?.raw.toLowerCase() : undefined;
}

interface Within {
  readonly text: string;
  readonly lines: readonly number[];
  readonly escapeChar: string;
}

function instructionOf(parsed: Parsed, within: Within): Instruction {
  const { text, lines, escapeChar } = within;
  const offset = ({ line, character }: ReturnType<Parsed['getRange']>['start']): number =>
    (lines[line] ?? text.length) + character;
  const range = parsed.getRange();
  const [start, end] = [offset(range.start), offset(range.end)];
  const keyword = parsed.getKeyword();
  const argumentsStart = offset(parsed.getInstructionRange().end);
  // Lines that are continued have become one, so what is behind its end are heredocs.
  const [written = ''] = blankedText(text.slice(argumentsStart, end), escapeChar).split(/[\r\n]/);
  const { flags, rest } = flagsAndRest(written, argumentsStart, keyword, escapeChar);
  const textStart = argumentsStart + rest;
  const plain = written.slice(rest);
  const words = wordsOf(plain, textStart, escapeChar);
  const exec = execForm(plain);
  const trigger = parsed instanceof Onbuild ? parsed.getTriggerInstruction() : null;
  return {
    keyword,
    start,
    end,
    flags,
    text: plain,
    textStart,
    words,
    ...(exec && { exec }),
    heredocs: heredocsOf(words, text.slice(0, end), argumentsStart + written.length),
    ...(trigger && { trigger: instructionOf(trigger, within) }),
  };
}

/** The heredocs that the words announce, which follow one another from the end of the line. */
function heredocsOf(words: readonly Word[], text: string, lineEnd: number): readonly Heredoc[] {
  const heredocs: Heredoc[] = [];
  let at = nextLine(text, lineEnd);
  for (const { raw } of words) {
    const [, dash = '', , name] = /^\d*<<(-?)(["']?)([A-Za-z_][\w.-]*)\2$/.exec(raw) ?? [];
    if (name === undefined) continue;
    const bodyStart = at;
    let bodyEnd = at;
    for (let line = lineAt(text, at); ; line = lineAt(text, at)) {
      bodyEnd = at;
      const isLast = at >= text.length;
      at = nextLine(text, at + line.length);
      if (isLast || (dash === '' ? line : line.replace(/^\t+/, '')) === name) break;
    }
    heredocs.push({ name, body: text.slice(bodyStart, bodyEnd), bodyStart });
  }
  return heredocs;
}

const lineAt = (text: string, at: number): string => /[^\r\n]*/.exec(text.slice(at))?.[0] ?? '';

const nextLine = (text: string, end: number): number =>
  end + (/^(?:\r\n|\r|\n)/.exec(text.slice(end))?.[0].length ?? 0);

/** What is no list of texts in JSON is a command for the shell, as it is to docker. */
function execForm(text: string): readonly string[] | undefined {
  if (!text.trimStart().startsWith('[')) return undefined;
  try {
    const words: unknown = JSON.parse(text);
    const isList = Array.isArray(words) && words.every((word) => typeof word === 'string');
    return isList ? words : undefined;
  } catch {
    return undefined;
  }
}

function lineStartsOf(text: string): readonly number[] {
  const starts = [0];
  for (const { index, 0: end } of text.matchAll(/\r\n|\r|\n/g)) starts.push(index + end.length);
  return starts;
}
