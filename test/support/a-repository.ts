import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { aFolder } from './a-folder.ts';

export interface Repository {
  readonly folder: string;
  git(...words: readonly string[]): string;
  /** Writes files without committing them; null removes one. */
  write(files: Readonly<Record<string, string | null>>): void;
  commit(files?: Readonly<Record<string, string | null>>): void;
  remove(): void;
}

/** A repository of git with one commit on `main`, nothing of the user's configuration, and a branch `work` that is checked out. */
export function aRepository(files: Readonly<Record<string, string>>): Repository {
  const repository = inFolder(realpathSync(aFolder(files)));
  repository.git('init', '-q', '-b', 'main');
  repository.commit();
  repository.git('switch', '-q', '-c', 'work');
  return repository;
}

/** The same for a folder that has a repository. */
export function inFolder(folder: string): Repository {
  const git = (...words: readonly string[]): string =>
    execFileSync('git', ['-C', folder, ...words], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: GIT_ENVIRONMENT,
    }).trim();
  const write: Repository['write'] = (files) => {
    for (const [path, text] of Object.entries(files)) {
      if (text === null) rmSync(join(folder, path), { recursive: true });
      else {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
    }
  };
  return {
    folder,
    git,
    write,
    commit(files = {}) {
      write(files);
      git('add', '-A');
      git('commit', '-q', '--allow-empty', '-m', 'a commit');
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

const GIT_ENVIRONMENT = {
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'protocol.file.allow',
  GIT_CONFIG_VALUE_0: 'always',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};
