import type { Instruction } from '../dockerfile/dockerfile.ts';
import { type Manager, mountsOver, packageCommandsOf } from '../dockerfile/packages.ts';
import { commandsOf } from '../dockerfile/shell-commands.ts';
import { inDockerfile, type Rule } from '../subject/rule.ts';

/** The list of all packages there are is 20 to 50 MB, and out of date when the image is used. */
export const packageIndexKept: Rule = {
  levels: { dev: 'off', prod: 'warning' },
  *look({ images }) {
    for (const image of images)
      for (const { instruction } of image.steps) {
        if (instruction.keyword !== 'RUN') continue;
        const manager = keptBy(instruction);
        if (manager === undefined) continue;
        yield {
          at: inDockerfile(image, instruction),
          message: `the package lists of ${manager} stay in the image`,
          hint: HINTS[manager],
        };
      }
  },
};

const HINTS: { readonly [M in Manager]: string } = {
  apt: 'end the same RUN with "&& rm -rf /var/lib/apt/lists/*"',
  apk: 'write "apk add --no-cache"',
  dnf: 'end the same RUN with "&& dnf clean all"',
  zypper: 'end the same RUN with "&& zypper clean --all"',
};

const FOLDERS: { readonly [M in Manager]: RegExp } = {
  apt: /^\/var\/(?:lib|cache)\/apt/,
  apk: /^\/(?:var|etc)(?:\/cache)?\/apk/,
  dnf: /^\/var\/cache(?:\/|$)/,
  zypper: /^\/var\/cache\/zypp/,
};

function keptBy(run: Instruction): Manager | undefined {
  const texts = commandsOf(run).map(({ words }) => words.join(' '));
  return packageCommandsOf(run).find(({ manager, action, command }) => {
    // apt has no lists without an update, the others fetch what they need.
    if (manager === 'apt' ? action !== 'update' : action === 'other') return false;
    if (manager === 'apk' && command.words.includes('--no-cache')) return false;
    return !mountsOver(run, FOLDERS[manager]) && !texts.some((text) => removes(text, manager));
  })?.manager;
}

function removes(text: string, manager: Manager): boolean {
  if (/^rm .*\/var\/(?:lib\/apt|cache)(?:[ /*]|$)/.test(text)) return true;
  if (manager === 'apk') return /^rm .*\/apk/.test(text) || text.startsWith('apk cache clean');
  return manager !== 'apt' && / clean(?: |$)/.test(text);
}
