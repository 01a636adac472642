import type { Instruction } from '../dockerfile/dockerfile.ts';
import { type Manager, mountsOver, packageCommandsOf } from '../dockerfile/packages.ts';
import { commandsOf, shellCommands } from '../dockerfile/shell-commands.ts';
import { editsIn, inDockerfile, type Remedy, type Rule } from '../subject/rule.ts';
import type { BuiltImage } from '../subject/subject.ts';

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
          ...remedyFor(image, instruction, manager),
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

/** Nothing later may need the lists, and the instruction has to be one for a shell that ends with a command. */
function remedyFor(image: BuiltImage, run: Instruction, manager: Manager): { readonly remedy?: Remedy } {
  const commands = packageCommandsOf(run);
  if (run.exec || run.heredocs.length > 0 || commands.some((one) => one.manager !== manager)) return {};
  if (manager === 'apk') return withoutCache(image, run);
  const program = commands.at(-1)?.command.words[0] ?? '';
  const clean = manager === 'apt' ? 'rm -rf /var/lib/apt/lists/*' : CLEANS[program];
  const isNeeded = image.dockerfile.stages
    .flatMap(({ instructions }) => instructions)
    .some((later) => later.keyword === 'RUN' && later.start > run.start && needsLists(later, manager));
  const end = placeBehind(image, run);
  if (clean === undefined || isNeeded || end === undefined) return {};
  return { remedy: editsIn(image, [{ start: end, end, text: joined(image, run, clean) }]) };
}

/** Where another command may follow, and runs: before a comment of the shell, if that has no more than the end of the last line. */
function placeBehind({ dockerfile }: BuiltImage, { text, textStart }: Instruction): number | undefined {
  const end = shellCommands(text, 0).at(-1)?.end;
  if (end === undefined || !endsWithCommand(text.slice(0, end))) return undefined;
  const rest = text.slice(end).trim();
  const written = dockerfile.text.slice(textStart + end, textStart + text.trimEnd().length);
  const isLast = rest === '' || (rest.startsWith('#') && !/[\r\n]/.test(written));
  return isLast ? textStart + end : undefined;
}

/** A command may follow behind it. */
function endsWithCommand(text: string): boolean {
  const last = text.slice(Math.max(...[';', '&', '|'].map((end) => text.lastIndexOf(end))) + 1).trimStart();
  return last !== '' && !/[)}#]$/.test(last) && !/^(?:exit|exec|fi|done|esac)\b/.test(last);
}

const CLEANS: { readonly [program: string]: string } = {
  dnf: 'dnf clean all',
  yum: 'yum clean all',
  microdnf: 'microdnf clean all',
  zypper: 'zypper clean --all',
};

/** apt installs nothing without its lists, and nobody knows what a script does; the others fetch what they need. */
function needsLists(run: Instruction, manager: Manager): boolean {
  if (/\.sh\b|\|\s*(?:ba|da)?sh\b/.test(run.text)) return manager === 'apt';
  const commands = packageCommandsOf(run).filter((one) => one.manager === manager);
  return (
    manager === 'apt' &&
    commands.some(({ action }) => action !== 'update') &&
    commands[0]?.action !== 'update'
  );
}

/** On a line of its own where the instruction has several. */
function joined(
  { dockerfile }: BuiltImage,
  { start, text, textStart }: Instruction,
  command: string,
): string {
  const written = dockerfile.text.slice(start, textStart + text.trimEnd().length);
  const lineEnd = written.lastIndexOf('\n');
  if (lineEnd < 0) return ` && ${command}`;
  const [indent = ''] = /^[ \t]*/.exec(written.slice(lineEnd + 1)) ?? [];
  return ` ${dockerfile.escapeChar}${written[lineEnd - 1] === '\r' ? '\r\n' : '\n'}${indent}&& ${command}`;
}

function withoutCache(image: BuiltImage, run: Instruction): { readonly remedy?: Remedy } {
  const edits = packageCommandsOf(run).flatMap(({ action, command }) => {
    const written = image.dockerfile.text.slice(command.start, command.end);
    const [add] = written.matchAll(/\sadd(?=\s)/g);
    const at = command.start + (add?.index ?? 0) + ' add'.length;
    if (action !== 'install' || !add) return [undefined];
    return command.words.includes('--no-cache') ? [] : [{ start: at, end: at, text: ' --no-cache' }];
  });
  const known = edits.filter((edit) => edit !== undefined);
  return known.length === edits.length ? { remedy: editsIn(image, known) } : {};
}
