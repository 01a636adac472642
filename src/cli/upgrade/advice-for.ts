import { blank, commandHint, type Hint } from '../../diagnostics/hint.ts';
import type { Installation } from './find-installation.ts';

/** An installation in words: how it was made, and what makes a newer one. */
interface Advice {
  readonly how: string;
  readonly hint: Hint;
}

/** @param program the file that runs */
export function adviceFor(installation: Installation, program: string): Advice {
  switch (installation.kind) {
    case 'npm':
      return adviceForPackage(installation);
    case 'debian':
      return {
        how: 'by dpkg, from a Debian package',
        hint: [
          'download the package of the new release, then: ',
          commandHint('sudo', 'dpkg', '-i', blank('FILE.deb')),
        ],
      };
    case 'script':
      return {
        how: `by install.sh, below ${installation.prefix}`,
        hint: [
          'download install.sh of the new release, then: ',
          commandHint('sh', 'install.sh', '--prefix', installation.prefix),
        ],
      };
    case 'archive':
      return {
        how: `from an archive, unpacked in ${installation.prefix}`,
        hint: [
          'download the archive of the new release, then: ',
          commandHint('tar', '-C', installation.prefix, '-xzf', blank('ARCHIVE')),
        ],
      };
    case 'plugin':
      return {
        how: 'as a file in a folder of docker plugins',
        hint: [
          'unpack bin/gantry of the new release, then: ',
          commandHint('install', '-m', '755', 'bin/gantry', program),
        ],
      };
    case 'clone':
      return {
        how: `from the sources in ${installation.folder}`,
        hint: adviceForClone(installation.folder, installation.isExecutable ? 'build:executable' : 'build'),
      };
    case 'unknown':
      return {
        how: 'in a way that cannot be told from the file',
        hint: [
          'put the executable of the new release in its place: ',
          commandHint('install', '-m', '755', blank('FILE'), program),
        ],
      };
  }
}

function adviceForPackage({ manager, project }: Extract<Installation, { kind: 'npm' }>): Advice {
  const verb = manager === 'npm' ? 'install' : 'add';
  if (project === undefined)
    return { how: `by ${manager}, globally`, hint: commandHint(manager, verb, '-g', 'gantry@latest') };
  const folder = manager === 'npm' ? '--prefix' : '--dir';
  return {
    how: `by ${manager}, as a package of ${project}`,
    hint: commandHint(manager, verb, folder, project, 'gantry@latest'),
  };
}

const adviceForClone = (folder: string, script: string): Hint => [
  commandHint('git', '-C', folder, 'pull'),
  ' && ',
  commandHint('npm', '--prefix', folder, 'ci'),
  ' && ',
  commandHint('npm', '--prefix', folder, 'run', script),
];
