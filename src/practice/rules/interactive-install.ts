import { type Manager, packageCommandsOf } from '../dockerfile/packages.ts';
import type { ShellCommand } from '../dockerfile/shell-commands.ts';
import { editsIn, inDockerfile, type Remedy, type Rule } from '../subject/rule.ts';
import type { BuiltImage } from '../subject/subject.ts';

/** Nobody is there to answer, so the build fails. */
export const interactiveInstall: Rule = {
  levels: { dev: 'warning', prod: 'error' },
  *look({ images }) {
    for (const image of images) {
      if (/Assume-Yes|assumeyes/i.test(image.dockerfile.text.replaceAll(/--assume-?yes/g, ''))) continue;
      for (const { instruction } of image.builtSteps) {
        if (instruction.keyword !== 'RUN') continue;
        for (const { manager, action, command, isAnswered } of packageCommandsOf(instruction)) {
          if (action !== 'install' || isAnswered || isSure(manager, command.words)) continue;
          yield {
            at: inDockerfile(image, command),
            message: `${command.words[0]} asks before it installs, and nobody answers`,
            hint: manager === 'zypper' ? 'write "zypper --non-interactive"' : 'write "-y" behind the command',
            ...(!instruction.exec && remedyFor(image, manager, command)),
          };
        }
      }
    }
  },
};

function remedyFor(
  image: BuiltImage,
  manager: Manager,
  { words: [program = '', ...rest], start, end }: ShellCommand,
): { readonly remedy?: Remedy } {
  const written = image.dockerfile.text.slice(start, end);
  const verb = rest.find((word) => !word.startsWith('-')) ?? '';
  const [behind, text] = manager === 'zypper' ? [program, ' --non-interactive'] : [verb, ' -y'];
  const place = wordIn(written, behind);
  return place === undefined
    ? {}
    : { remedy: editsIn(image, [{ start: start + place, end: start + place, text }]) };
}

/** The end of a word of a command, if it is there once. */
function wordIn(written: string, word: string): number | undefined {
  const found = [...written.matchAll(/[^\s/]+(?=\s|$)/g)].filter(([one]) => one === word);
  const [only] = found;
  return found.length === 1 && only ? only.index + word.length : undefined;
}

function isSure(manager: Manager, words: readonly string[]): boolean {
  // They never ask.
  if (manager === 'apk' || words[0] === 'microdnf') return true;
  if (words.some((word) => /[$`]/.test(word))) return true;
  const flags = words.slice(1).filter((word) => word.startsWith('-'));
  return flags.some((flag) => {
    if (
      /^--(?:assume-?yes|yes|force-yes|non-interactive|no-confirm|download-only|simulate|quiet=2)$/.test(flag)
    )
      return true;
    if (!/^-[A-Za-z]/.test(flag)) return false;
    const letters = flag.slice(1);
    return (
      /[yds]/.test(letters) ||
      letters.includes('qq') ||
      flag === '-q=2' ||
      (manager === 'zypper' && letters.includes('n'))
    );
  });
}
