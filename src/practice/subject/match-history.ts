import type { HistoryEntry } from '../../layers/layer-contents.ts';
import { hidePasswords } from '../../util/looks-secret.ts';
import type { Instruction } from '../dockerfile/dockerfile.ts';
import type { BuiltImage } from './subject.ts';

/** Which instruction of a Dockerfile made which entry of the history of an image. */
export interface MatchedHistory {
  /** For each entry; undefined: it comes from the image below. */
  readonly instructions: readonly (Instruction | undefined)[];
}

/**
 * Compares the end of the history with the Dockerfile: builders write one entry for each instruction.
 *
 * @returns undefined when the image was not built from this text
 */
export function matchHistory(
  { steps, base }: Pick<BuiltImage, 'steps' | 'base'>,
  history: readonly HistoryEntry[],
): MatchedHistory | undefined {
  const instructions = new Array<Instruction | undefined>(history.length).fill(undefined);
  let at = history.length - 1;
  // Labels of a flag have an entry of their own at the end.
  const last = steps.at(-1)?.instruction.keyword;
  while (last !== 'LABEL' && history[at]?.keyword === 'LABEL') at--;
  for (const { instruction } of steps.toReversed()) {
    const entry = history[at];
    if (!entry || !fits(instruction, entry)) return undefined;
    instructions[at] = instruction;
    at--;
  }
  return base === 'scratch' && at >= 0 ? undefined : { instructions };
}

function fits(instruction: Instruction, { keyword, text }: HistoryEntry): boolean {
  if (instruction.keyword !== keyword) return false;
  if (keyword === 'RUN') return fitsRun(instruction, text);
  if (keyword !== 'COPY' && keyword !== 'ADD') return true;
  const target = lastWord(instruction.text);
  // The classic builder writes a checksum of the files instead, and has filled in the variables, as BuildKit has.
  const isClassic = /^(?:--\S+ )*(?:file|dir|multi):/.test(text);
  return isClassic || /["[$\\]/.test(instruction.text) || lastWord(text) === target;
}

/** What cannot be told from arguments, or was a file of its own, is not compared. */
function fitsRun({ text, exec, heredocs }: Instruction, made: string): boolean {
  if (made === '' || heredocs.length > 0) return true;
  return squeezed(made) === squeezed(hidePasswords(exec ? exec.join(' ') : text));
}

/** Blanks at the ends of lines come and go with the builder. */
const squeezed = (text: string): string => text.replaceAll(/[\s\\]+/g, '');

const lastWord = (text: string): string => text.trim().split(/\s+/).at(-1) ?? '';
