import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectEngine } from '../../src/engine/connect.ts';
import type { Engine } from '../../src/engine/port/engine.ts';
import { containerId } from '../../src/model/ids.ts';
import { aFolder } from './a-folder.ts';
import { type MemoryEngine, startMemoryEngine } from './memory-engine/memory-engine.ts';
import { type Ran, runInProcess } from './run-in-process.ts';

/** A folder with a project, and an engine in memory that it runs on. */
export interface MemoryProject {
  readonly folder: string;
  readonly engine: MemoryEngine;
  /** Writes `compose.yaml`. */
  write(text: string): void;
  gantry(line: string): Promise<Ran>;
  /** As somebody else asks the engine. */
  ask<Answer>(ask: (docker: Engine) => Promise<Answer>): Promise<Answer>;
  /** As somebody else does it. */
  remove(container: string): Promise<void>;
  /** Another program does it, which keeps no history: a command with other files. */
  byOthers(text: string, line: string): Promise<void>;
  /** As `gantry history --format json` tells it. */
  history(): Promise<{ readonly releases: readonly Record<string, unknown>[]; readonly movedSince: unknown }>;
  /** Of all containers of the engine but the one of the history, with their states. */
  containers(): Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export async function aMemoryProject(
  images: Parameters<typeof startMemoryEngine>[0],
): Promise<MemoryProject> {
  const engine = await startMemoryEngine(images);
  const folder = aFolder({});
  const path = join(folder, 'compose.yaml');
  const asking = async <Answer>(ask: (docker: Engine) => Promise<Answer>) => {
    const docker = connectEngine(new Map([['DOCKER_HOST', engine.host]]), folder);
    try {
      return await ask(docker);
    } finally {
      docker.close();
    }
  };
  const gantry = (line: string): Promise<Ran> =>
    asking((docker) => runInProcess(line, { folder, engine: docker }));
  return {
    folder,
    engine,
    write: (text) => writeFileSync(path, text),
    gantry,
    ask: asking,
    remove: (container) => asking((docker) => docker.removeContainer(containerId(container), true)),
    byOthers: async (text, line) => {
      const own = readFileSync(path, 'utf8');
      writeFileSync(path, text.replace('x-gantry: {', 'x-gantry: {history: 0, '));
      await gantry(line);
      writeFileSync(path, own);
    },
    history: async () => JSON.parse((await gantry('history --format json')).stdout),
    containers: () =>
      Object.fromEntries(
        [...engine.world.containerNames]
          .filter(([name]) => !name.startsWith('gantry-history-'))
          .map(([name, { state }]) => [name, state] as const)
          .sort(([a], [b]) => (a < b ? -1 : 1)),
      ),
    close: async () => {
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
