import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import type { Project } from '../../model/project.ts';
import { contextIgnore, inside, temporaryFileReason } from '../../watch/rules/ignore.ts';
import { configFilesOf } from '../../watch/rules/project-files.ts';
import type { WatchRoot } from '../../watch/watchers/file-watcher.ts';

/** The files of this machine by which tests may come out in another way. */
export interface WatchedFiles {
  readonly roots: readonly WatchRoot[];
  /** Whether tests run again when this changes; an absolute path. */
  counts(path: string): boolean;
  /** Whether the tests themselves may have written it: then a change while they run says nothing. */
  isWritten(path: string): boolean;
}

/**
 * What builds send, what is mounted, and the files of the project.
 *
 * @param results where results go: they change with each run
 */
export function watchedFiles(project: Project, results: readonly string[]): WatchedFiles {
  const services = [...project.services.values()];
  const ignores = services.flatMap(({ build }) => contextIgnore(build) ?? []);
  const contexts = services.flatMap(({ build }) =>
    build && isAbsolute(build.context) && existsSync(build.context) ? [build.context] : [],
  );
  const binds = services.flatMap(({ volumes }) =>
    volumes.flatMap(({ type, source, readOnly }) =>
      type === 'bind' && source !== undefined && existsSync(source)
        ? [{ path: source, isWritable: readOnly !== true }]
        : [],
    ),
  );
  const own = configFilesOf(project).filter((path) => existsSync(path));
  const mounted = binds.map(({ path }) => path);
  const isOurs = (path: string): boolean => results.some((folder) => inside(folder, path) !== undefined);
  const isMounted = (path: string): boolean => mounted.some((folder) => inside(folder, path) !== undefined);
  /** A build does not see it, and no container has it either. */
  const isIgnored = (path: string): boolean => {
    const ofContexts = contexts.flatMap((context) => {
      const below = inside(context, path);
      return below === undefined ? [] : [{ context, below }];
    });
    return (
      ofContexts.length > 0 &&
      ofContexts.every(({ context, below }) =>
        ignores.some((ignore) => ignore.context === context && ignore.rules.ignores(below)),
      )
    );
  };
  const counts = (path: string): boolean => {
    if (isOurs(path) || temporaryFileReason(path) !== undefined) return false;
    return own.includes(path) || isMounted(path) || !isIgnored(path);
  };
  return {
    roots: [...new Set([...contexts, ...mounted, ...own])].map((path) => ({
      path,
      prunes: (folder) =>
        isOurs(folder) ||
        temporaryFileReason(folder) !== undefined ||
        (!isMounted(folder) && isIgnored(folder)),
    })),
    counts,
    isWritten: (path) =>
      !own.includes(path) &&
      binds.some(({ path: folder, isWritable }) => isWritable && inside(folder, path) !== undefined),
  };
}
