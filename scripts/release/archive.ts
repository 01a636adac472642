import type { Entry } from './entry.ts';
import { executableOf, type Platform } from './platforms.ts';
import { below, type ProgramFiles } from './program-files.ts';

/** What install.sh unpacks below a prefix: the executable, its name as a plugin of docker, manual pages and completions. */
export function archiveEntries(
  platform: Platform,
  executable: Buffer,
  { man, completion, licences }: ProgramFiles,
): readonly Entry[] {
  const program: Entry = { path: `bin/${executableOf(platform)}`, content: executable, isProgram: true };
  if (platform.os === 'win32') return [program, ...below('share/gantry', licences)];
  return [
    program,
    { path: 'lib/docker/cli-plugins/docker-gantry', linkTo: '../../../bin/gantry' },
    ...man,
    ...completion,
    ...below('share/gantry', licences),
  ];
}

/** Where Debian has them. */
export function debianEntries(
  executable: Buffer,
  { man, completion, licences }: ProgramFiles,
): readonly Entry[] {
  const shared = [...man, ...completion].map((entry) => ({
    ...entry,
    path: `usr/${entry.path.replace('zsh/site-functions', 'zsh/vendor-completions')}`,
  }));
  const documents = licences.map((entry) => ({
    ...entry,
    path: `usr/share/doc/gantry/${entry.path === 'LICENSE' ? 'copyright' : entry.path}`,
  }));
  return [
    { path: 'usr/bin/gantry', content: executable, isProgram: true },
    { path: 'usr/libexec/docker/cli-plugins/docker-gantry', linkTo: '../../../bin/gantry' },
    ...shared,
    ...documents,
  ];
}
