import type { Instruction } from './dockerfile.ts';
import { commandsOf, type ShellCommand } from './shell-commands.ts';
import { optionsOf } from './words.ts';

/** A package manager of a distribution. */
export type Manager = 'apt' | 'apk' | 'dnf' | 'zypper';

/** What a RUN does with packages. */
export interface PackageCommand {
  readonly manager: Manager;
  readonly action: 'update' | 'install' | 'other';
  readonly command: ShellCommand;
  /** The output of a program such as `yes` answers it. */
  readonly isAnswered: boolean;
}

const MANAGERS: { readonly [program: string]: Manager } = {
  'apt-get': 'apt',
  apt: 'apt',
  aptitude: 'apt',
  apk: 'apk',
  dnf: 'dnf',
  yum: 'dnf',
  microdnf: 'dnf',
  tdnf: 'dnf',
  zypper: 'zypper',
};

const UPDATES = new Set(['update', 'makecache', 'refresh', 'ref']);
const INSTALLS = new Set([
  'install',
  'add',
  'in',
  'groupinstall',
  'build-dep',
  'upgrade',
  'dist-upgrade',
  'full-upgrade',
  'dup',
  'up',
]);

export function packageCommandsOf(run: Instruction): readonly PackageCommand[] {
  const commands = commandsOf(run);
  return commands.flatMap((command, index) => {
    const [program = '', ...rest] = command.words;
    const manager = MANAGERS[program];
    if (manager === undefined) return [];
    const verb = rest.find((word) => UPDATES.has(word) || INSTALLS.has(word)) ?? '';
    // `dnf update` and `zypper update` install what is newer.
    const isUpdate = UPDATES.has(verb) && !((manager === 'dnf' || manager === 'zypper') && verb === 'update');
    const action = isUpdate ? 'update' : verb === '' ? 'other' : 'install';
    return [{ manager, action, command, isAnswered: commands[index - 1]?.isPiped ?? false } as const];
  });
}

/** Whether a RUN has a cache, or memory, mounted at one of these folders: it stays out of the image. */
export function mountsOver({ flags }: Instruction, folders: RegExp): boolean {
  return flags
    .filter(({ name }) => name === 'mount')
    .map(optionsOf)
    .some((options) => {
      const target = options.get('target') ?? options.get('dst') ?? options.get('destination') ?? '';
      return (
        ['cache', 'tmpfs'].includes(options.get('type') ?? '') &&
        (folders.test(target) || target.includes('$'))
      );
    });
}
