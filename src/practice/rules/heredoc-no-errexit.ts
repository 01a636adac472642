import type { Instruction } from '../dockerfile/dockerfile.ts';
import { commandsOf } from '../dockerfile/shell-commands.ts';
import { inDockerfile, type Rule } from '../subject/rule.ts';
import type { BuiltImage } from '../subject/subject.ts';

/** The lines of such a script are not joined by "&&": what fails in the middle is not noticed. */
export const heredocNoErrexit: Rule = {
  levels: { dev: 'warning', prod: 'warning' },
  *look({ images }) {
    for (const image of images)
      for (const { instruction } of image.builtSteps) {
        if (instruction.keyword !== 'RUN' || !isScript(instruction) || endsAtErrors(image, instruction))
          continue;
        yield {
          at: inDockerfile(image, {
            start: instruction.start,
            end: instruction.textStart + instruction.text.length,
          }),
          message: 'the script goes on when one of its commands fails: only the last one counts',
          hint: 'begin it with a line "set -e"',
        };
      }
  },
};

/** A text of several commands that the shell of the image runs. */
function isScript({ words, heredocs }: Instruction): boolean {
  const [heredoc] = heredocs;
  const isRun = words.length === 1 && words[0]?.raw.startsWith('<<') === true && heredocs.length === 1;
  if (!isRun || !heredoc || /^#!(?!.*\b(?:ba|da|a|k|z)?sh\b)/.test(heredoc.body)) return false;
  const lines = heredoc.body.split(/\r?\n/).map((line) => line.trim());
  const ends = lines.filter((line) => line !== '' && !line.startsWith('#') && !/(?:\\|&&|\|\|?)$/.test(line));
  return ends.length > 1;
}

function endsAtErrors({ builtSteps }: BuiltImage, run: Instruction): boolean {
  const [first = ''] = run.heredocs[0]?.body.split('\n') ?? [];
  if (/^#!.*\s-\w*e/.test(first)) return true;
  const isStrict = (words: readonly string[]): boolean =>
    words.some((word) => /^-[a-z]*e[a-z]*$/.test(word) || word === 'errexit');
  return (
    commandsOf(run).some(({ words }) => words[0] === 'set' && isStrict(words)) ||
    builtSteps.some(({ instruction }) => instruction.keyword === 'SHELL' && isStrict(instruction.exec ?? []))
  );
}
