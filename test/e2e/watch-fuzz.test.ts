import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { aWorkspace, docker, type Workspace } from '../support/gantry.ts';
import { PATIENCE } from '../support/patience.ts';

/** More with GANTRY_FUZZ_SECONDS; GANTRY_FUZZ_SEED repeats a run. */
const SECONDS = Number(process.env.GANTRY_FUZZ_SECONDS ?? 12);
const SEED = Number(process.env.GANTRY_FUZZ_SEED ?? Date.now() % 1_000_000);

let workspace: Workspace;
afterEach(() => workspace.remove());

test(`after everything that can happen to files while containers restart, both trees are the same (seed ${SEED})`, {
  timeout: (SECONDS + 300) * 1000,
}, async () => {
  workspace = aWorkspace('fuzz', {
    'compose.yaml': `services:
  web: {image: "busybox:latest", init: true, scale: 2, stop_grace_period: 1s, command: sleep infinity, develop: {watch: [{path: src, action: sync, target: /app}]}}
`,
    'src/first': 'x',
  });
  const root = join(workspace.folder, 'src');
  const watching = workspace.start('watch');
  await watching.until('watching for');
  const random = randomFrom(SEED);
  const chaos = disturbContainers(random);

  const end = Date.now() + SECONDS * 1000;
  while (Date.now() < end) {
    // In bursts, as editors and tools write.
    for (let n = 1 + Math.floor(random() * 30); n > 0; n--) touch(root, random);
    await setTimeout(random() < 0.1 ? 300 : Math.floor(random() * 40));
  }
  await chaos.stop();

  const same = [1, 2].map((number) =>
    vi.waitFor(() => expect(treeInContainer(`${workspace.project}-web-${number}`)).toEqual(treeOf(root)), {
      ...PATIENCE,
      interval: 300,
    }),
  );
  const [failed] = (await Promise.allSettled(same)).filter(({ status }) => status === 'rejected');
  watching.process.kill('SIGINT');
  const { stderr } = await watching.ended;
  if (failed?.status === 'rejected') throw new Error(`${failed.reason}\n${stderr}`);
});

const NAMES = ['a', 'b', 'c', 'd', 'e', 'dir', 'lib'];

/** Creates, edits, renames or deletes something; what is impossible (a file in a file) does nothing. */
function touch(root: string, random: () => number): void {
  const name = (): string => NAMES[Math.floor(random() * NAMES.length)] ?? 'a';
  const path = (): string => join(root, ...Array.from({ length: 1 + Math.floor(random() * 3) }, name));
  const kind = random();
  try {
    if (kind < 0.55) {
      const file = path();
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, `${random()}`.repeat(1 + Math.floor(random() * 50)));
    } else if (kind < 0.7) renameSync(path(), path());
    else if (kind < 0.85) rmSync(path(), { recursive: true });
    else mkdirSync(path(), { recursive: true });
  } catch {}
}

/** Restarts, stops and replaces the containers in the meantime. */
function disturbContainers(random: () => number): { stop(): Promise<void> } {
  let stopped = false;
  const run = async (): Promise<void> => {
    while (!stopped) {
      await setTimeout(300 + Math.floor(random() * 700));
      const name = `${workspace.project}-web-${1 + Math.floor(random() * 2)}`;
      const kind = random();
      if (kind < 0.4) docker('restart', '-t', '0', name);
      else if (kind < 0.8) {
        docker('stop', '-t', '0', name);
        await setTimeout(300);
        docker('start', name);
      } else await workspace.gantry('up -d --force-recreate');
    }
  };
  const running = run();
  return {
    async stop() {
      stopped = true;
      await running;
    },
  };
}

/** Folders by `/`, files by the hash of their content. */
function treeOf(root: string): Readonly<Record<string, string>> {
  const tree: Record<string, string> = {};
  for (const path of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    const isFolder = lstatSync(join(root, path)).isDirectory();
    tree[path] = isFolder
      ? '/'
      : createHash('md5')
          .update(readFileSync(join(root, path)))
          .digest('hex');
  }
  return tree;
}

function treeInContainer(name: string): Readonly<Record<string, string>> {
  const script = 'cd /app && find . -mindepth 1 -type d | sed "s|^|/  |" && find . -type f -exec md5sum {} +';
  const tree: Record<string, string> = {};
  for (const line of docker('exec', name, 'sh', '-c', script).split('\n').filter(Boolean)) {
    const [hash = '', path = ''] = line.split('  ');
    tree[path.slice(2)] = hash;
  }
  return tree;
}

/** The same numbers for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
