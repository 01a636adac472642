import { mountsOver } from '../dockerfile/packages.ts';
import { commandsOf } from '../dockerfile/shell-commands.ts';
import type { Step } from '../dockerfile/steps.ts';
import { inDockerfile, type Rule } from '../subject/rule.ts';

/** Nobody installs in the finished image again, so what pip and npm keep for that is of no use. */
export const languageCacheKept: Rule = {
  levels: { dev: 'off', prod: 'info' },
  *look({ images }) {
    for (const image of images)
      for (const step of image.steps) {
        const kept = step.instruction.keyword === 'RUN' ? keptBy(step) : undefined;
        if (!kept) continue;
        yield {
          at: inDockerfile(image, step.instruction),
          message: `the cache of ${kept.name} stays in the image`,
          hint: kept.hint,
        };
      }
  },
};

interface Installer {
  readonly name: string;
  readonly hint: string;
  readonly installs: RegExp;
  readonly folder: RegExp;
  /** What keeps the cache out, in a command of the same RUN. */
  readonly cleans: RegExp;
  /** A variable that keeps it out. */
  readonly variable?: string;
}

const INSTALLERS: readonly Installer[] = [
  {
    name: 'pip',
    hint: 'write "pip install --no-cache-dir"',
    installs: /^(?:pip[\d.]*|python[\d.]* -m pip) .*\binstall\b/,
    folder: /\/\.cache(?:\/pip)?\/?$/,
    cleans: /--no-cache-dir|^pip[\d.]* cache purge|^rm .*\.cache/,
    variable: 'PIP_NO_CACHE_DIR',
  },
  {
    name: 'npm',
    hint: 'end the same RUN with "&& npm cache clean --force"',
    installs: /^npm (?:ci|i|install)\b/,
    folder: /\/\.npm\/?$/,
    cleans: /^npm cache (?:clean|verify)|^rm .*\.npm/,
    variable: 'npm_config_cache',
  },
  {
    name: 'yarn',
    hint: 'end the same RUN with "&& yarn cache clean"',
    installs: /^yarn(?: install| add|$)/,
    folder: /yarn/i,
    cleans: /^yarn cache clean|^rm .*yarn/,
    variable: 'YARN_CACHE_FOLDER',
  },
];

function keptBy({ instruction, lookup }: Step): Installer | undefined {
  const commands = commandsOf(instruction);
  const texts = commands.map(({ words }) => words.join(' '));
  return INSTALLERS.find(({ installs, folder, cleans, variable = '' }) => {
    const isSet = lookup(variable) || commands.some(({ assignments }) => assignments.get(variable));
    return (
      !isSet &&
      texts.some((text) => installs.test(text)) &&
      !texts.some((text) => cleans.test(text)) &&
      !mountsOver(instruction, folder)
    );
  });
}
