import { LABEL } from '../../model/labels.ts';
import type { Project } from '../../model/project.ts';
import { visible } from '../../util/disarm.ts';
import type { Cli } from '../context/cli.ts';
import { aborted } from '../context/signals.ts';
import { loadProjectFor } from '../files/load.ts';
import { type CopyRequest, type Round, removeInstance, runRound } from './run-copy.ts';
import { Saves } from './saves.ts';
import { watchedFiles } from './watched-files.ts';

interface WatchRequest extends CopyRequest {
  /** Where results go: they change with each round. */
  readonly outputs: readonly string[];
  /** Shows how a round ended. */
  readonly onRound: (round: Round) => Promise<void>;
}

/**
 * Runs tests, and again after each save, in one instance: of what they need, only that is built and replaced which has changed. Until the
 * user ends it.
 *
 * @param cli of the instance
 * @returns whether nothing of the instance is left
 */
export async function watchTests(cli: Cli, request: WatchRequest): Promise<boolean> {
  try {
    await runRounds(cli, request);
  } catch (error) {
    await removeInstance(cli);
    throw error;
  }
  return removeInstance(cli);
}

async function runRounds(cli: Cli, request: WatchRequest): Promise<void> {
  const { signal, tests, outputs, onRound } = request;
  let project = await loadProjectFor(cli, { services: tests });
  while (!signal.aborted) {
    const { saves, close } = await listen(cli, project, outputs);
    try {
      const round = await runRound(cli, request);
      saves.endRound();
      if (signal.aborted) break;
      await onRound(round);
      project = round.project ?? project;
      cli.stderr.write('Waiting for a change … (Ctrl-C ends it, and removes the instance)\n');
      await Promise.race([saves.changed, aborted(signal)]);
    } finally {
      await close();
    }
    if (!signal.aborted) await removeTests(cli, project);
  }
}

async function listen(
  cli: Cli,
  project: Project,
  outputs: readonly string[],
): Promise<{ readonly saves: Saves; close(): Promise<void> }> {
  const { chooseFileWatcher } = await import('../../watch/watchers/choose-file-watcher.ts');
  const files = watchedFiles(project, outputs);
  const saves = new Saves(files, (error, path) =>
    cli.stderr.write(`warning: ${visible(path)} cannot be watched: ${visible(error.message)}\n`),
  );
  const start = await chooseFileWatcher(false);
  const watcher = await start(files.roots, {
    changed: (paths) => saves.changedPaths(paths),
    missed: () => saves.missed(),
    failed: (error, path) => saves.failed(error, path),
  });
  return {
    saves,
    close: async () => {
      saves.close();
      await watcher.close();
    },
  };
}

/** The containers of the round before; what they need stays. */
async function removeTests(cli: Cli, { name }: Project): Promise<void> {
  const engine = await cli.engine();
  const ended = await engine.listContainers([`${LABEL.project}=${name}`, `${LABEL.oneOff}=True`]);
  await Promise.all(ended.map(({ id }) => engine.removeContainer(id, true)));
}
