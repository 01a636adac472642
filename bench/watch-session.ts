import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Tool } from './measure.ts';

const FOLDERS = 100;
const FILES_A_FOLDER = 100;

/** A tool that watches a tree of 10,000 files, and a container that tells when it sees what was saved. */
export interface WatchSession {
  readonly tool: Tool;
  /** Saves this many files, each in another folder. @returns seconds until the container has all their contents. */
  save(count: number): Promise<number>;
  /** Percent of one processor that the watcher takes while nothing happens. */
  idleCpu(seconds: number): Promise<number>;
  end(): Promise<void>;
}

export async function startSession(tool: Tool, parent: string, project: string): Promise<WatchSession> {
  const folder = join(parent, project);
  writeTree(folder);
  writeFileSync(join(folder, 'compose.yaml'), composeFile(project));
  const [program = '', ...first] = tool.command;
  runTo(program, [...first, 'up', '-d'], folder);
  const watcher = spawn(program, [...first, 'watch', '--no-up'], { cwd: folder, stdio: 'ignore' });
  const container = await openChecker(`${project}-web-1`);
  let saved = 0;

  const save = async (count: number): Promise<number> => {
    const token = `saved-${++saved}`;
    const paths = Array.from({ length: count }, (_, i) => `d${i % FOLDERS}/f${saved % FILES_A_FOLDER}.txt`);
    const write = (): void => {
      for (const path of paths) writeFileSync(join(folder, 'src', path), `${token}\n`);
    };
    const began = performance.now();
    write();
    // A tool that has only just been started may not listen yet.
    const again = setInterval(write, 5000);
    await container.sees(paths, token);
    clearInterval(again);
    return (performance.now() - began) / 1000;
  };
  // Whatever a tool does at the beginning is over when the first file has come.
  await save(1);
  await setTimeout(2000);
  return {
    tool,
    save,
    idleCpu: (seconds) => idleCpu(watcher, seconds),
    async end() {
      const ended = new Promise((done) => watcher.once('exit', done));
      watcher.kill('SIGINT');
      await ended;
      container.close();
      runTo(program, [...first, 'down', '-t', '0'], folder);
    },
  };
}

function composeFile(project: string): string {
  return `name: ${project}
services:
  web:
    command: sleep infinity
    init: true
    build: {context: ., dockerfile_inline: "FROM busybox:latest"}
    develop: {watch: [{path: ./src, action: sync, target: /app/src}]}
`;
}

function writeTree(folder: string): void {
  for (let i = 0; i < FOLDERS; i++) {
    mkdirSync(join(folder, `src/d${i}`), { recursive: true });
    for (let j = 0; j < FILES_A_FOLDER; j++)
      writeFileSync(join(folder, `src/d${i}/f${j}.txt`), `file ${j} of folder ${i}\n`);
  }
}

/** Reads `path content` lines until an empty one, and waits for each, looking every millisecond without starting a process. */
const CHECK = `while read -r path want; do
  if [ -z "$path" ]; then echo seen; continue; fi
  until { read -r have < "/app/src/$path"; } 2>/dev/null && [ "$have" = "$want" ]; do usleep 1000; done
done`;

async function openChecker(container: string) {
  const checker = spawn('docker', ['exec', '-i', container, 'sh', '-c', CHECK], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  return {
    sees(paths: readonly string[], token: string): Promise<void> {
      return new Promise((resolve, reject) => {
        const lost = (): void => reject(new Error(`nobody looks into ${container} any more`));
        checker.once('exit', lost);
        checker.stdout.once('data', () => {
          checker.removeListener('exit', lost);
          resolve();
        });
        checker.stdin.write(`${paths.map((path) => `${path} ${token}\n`).join('')}\n`);
      });
    },
    close: () => checker.kill(),
  };
}

async function idleCpu({ pid }: ChildProcess, seconds: number): Promise<number> {
  const before = ticksOf(pid);
  await setTimeout(seconds * 1000);
  // A tick is a hundredth of a second on every Linux there is.
  return (ticksOf(pid) - before) / seconds;
}

function ticksOf(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

function runTo(program: string, args: readonly string[], cwd: string): void {
  const { status, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}:\n${stderr}`);
}
