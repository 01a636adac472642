import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCRIPTS } from '../../src/cli/completion/scripts.ts';
import { root } from '../setup/root.ts';
import type { Entry } from './entry.ts';
import { manPages } from './man-pages.ts';

/** What belongs to the program whatever the machine. Paths are those below a prefix such as /usr/local. */
export interface ProgramFiles {
  readonly man: readonly Entry[];
  readonly completion: readonly Entry[];
  /** The licence of gantry, and those of the packages in it; without a folder. */
  readonly licences: readonly Entry[];
}

/** Where each shell looks. */
const COMPLETION: Readonly<Record<keyof typeof SCRIPTS, string>> = {
  bash: 'share/bash-completion/completions/gantry',
  zsh: 'share/zsh/site-functions/_gantry',
  fish: 'share/fish/vendor_completions.d/gantry.fish',
};

export async function programFiles(version: string, time: number, thirdParty: string): Promise<ProgramFiles> {
  const scripts = new Map(Object.entries(SCRIPTS));
  const pages = await manPages(version, time);
  return {
    man: pages.map(({ name, text }) => ({ path: `share/man/man1/${name}.1`, content: text })),
    completion: Object.entries(COMPLETION).map(([shell, path]) => ({
      path,
      content: scripts.get(shell) ?? '',
    })),
    licences: [
      { path: 'LICENSE', content: readFileSync(join(root, 'LICENSE')) },
      { path: 'third-party.txt', content: thirdParty },
    ],
  };
}

/** The same files in another folder. */
export const below = (folder: string, entries: readonly Entry[]): readonly Entry[] =>
  entries.map((entry) => ({ ...entry, path: `${folder}/${entry.path}` }));
