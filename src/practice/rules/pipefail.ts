import type { Instruction } from '../dockerfile/dockerfile.ts';
import { commandsOf, type ShellCommand } from '../dockerfile/shell-commands.ts';
import { inDockerfile, type Rule } from '../subject/rule.ts';
import type { BuiltImage } from '../subject/subject.ts';

/** A pipe ends as its last command does: a download that fails makes an empty file, and the build goes on. */
export const pipefail: Rule = {
  levels: { dev: 'off', prod: 'info' },
  *look({ images }) {
    for (const image of images)
      for (const { instruction } of image.builtSteps) {
        if (instruction.keyword !== 'RUN' || isStrict(instruction) || hasStrictShell(image)) continue;
        const piped = commandsOf(instruction).find((command) => command.isPiped && mayFail(command));
        if (!piped) continue;
        yield {
          at: inDockerfile(image, piped),
          message: `the build goes on when "${piped.words[0]}" fails: only the last command of a pipe counts`,
          hint: 'begin the RUN with "set -o pipefail &&" (bash, and the sh of busybox), or write the output to a file first',
        };
      }
  },
};

/** What only writes does not fail, and `yes` ends by a signal. */
const WRITERS = new Set(['echo', 'printf', 'yes', 'true', ':']);

const mayFail = ({ words }: ShellCommand): boolean => !WRITERS.has(words[0] ?? '');

function isStrict(run: Instruction): boolean {
  if (run.exec?.includes('pipefail')) return true;
  return commandsOf(run).some(({ words }) => words.includes('pipefail'));
}

const hasStrictShell = ({ builtSteps }: BuiltImage): boolean =>
  builtSteps.some(
    ({ instruction }) => instruction.keyword === 'SHELL' && instruction.text.includes('pipefail'),
  );
