import { existsSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import type { Event } from '../../model/event.ts';
import { diffPage } from '../../model/page-patch.ts';
import type { PageRun } from '../../model/page-state.ts';
import { describeHolder, holderOf } from '../../reconciler/lock/lock-holder.ts';
import { advanceRun, newRun } from '../../serve/view/run-view.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { servedPagePath, type ToPage } from './page-socket.ts';

/** A page draws no more often. */
const PAUSE_MS = 30;
/** A page that takes no more than this is not waited for. */
const LONGEST_END_MS = 500;

/** Lets the page of the project, where one is served, watch a run. @returns undefined: none is served */
export async function tellPage(
  { environment, globals, cwd }: Pick<Cli, 'environment' | 'globals' | 'cwd'>,
  { project, engine, plan }: Pick<Planned, 'project' | 'engine' | 'plan'>,
): Promise<PageTeller | undefined> {
  const path = servedPagePath(project.name, engine, environment);
  const socket = path && (await connectTo(path));
  if (!socket) return undefined;
  const run = newRun(`${process.pid} ${Date.now()}`, Date.now());
  const by = describeHolder(holderOf(globals.command ?? plan.verb, cwd));
  return new PageTeller(socket, { ...run, by });
}

/** Nobody listens where a server was killed. */
export async function connectTo(path: string): Promise<Socket | undefined> {
  if (process.platform !== 'win32' && !existsSync(path)) return undefined;
  const socket = connect(path);
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(socket));
    socket.on('error', () => resolve(undefined));
  });
}

/** One run, as the page gets it: at most so often, and each time only what has changed. */
export class PageTeller {
  readonly #socket: Socket;
  #run: PageRun;
  #told: PageRun | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(socket: Socket, run: PageRun) {
    this.#socket = socket;
    this.#run = run;
    socket.unref();
    this.#tell();
  }

  /** @param event without secrets */
  event(event: Event): void {
    this.#run = advanceRun(this.#run, event, Date.now());
    this.#timer ??= setTimeout(() => this.#tell(), PAUSE_MS).unref();
  }

  /** Resolves when the page has all of it, or takes no more. */
  async end(status: PageRun['status']): Promise<void> {
    this.#run = { ...this.#run, status, endedAt: Date.now() };
    this.#tell();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, LONGEST_END_MS);
      this.#socket.end(() => {
        clearTimeout(timer);
        resolve();
      });
    });
    this.#socket.destroy();
  }

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const patch = diffPage(this.#told, this.#run);
    this.#told = this.#run;
    if (patch === undefined || !this.#socket.writable) return;
    const message: ToPage = { type: 'run', process: process.pid, patch };
    this.#socket.write(`${JSON.stringify(message)}\n`);
  }
}
