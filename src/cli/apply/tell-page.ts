import type { Event } from '../../model/event.ts';
import type { PageRun } from '../../model/page-state.ts';
import { describeHolder, holderOf } from '../../reconciler/lock/lock-holder.ts';
import { advanceRun, newRun } from '../../serve/view/run-view.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { servedPagePath } from './page-socket.ts';
import { connectTo, StateTeller } from './state-teller.ts';

/** Lets the page of the project, where one is served, watch a run. @returns undefined: none is served */
export async function tellPage(
  { environment, globals, cwd }: Pick<Cli, 'environment' | 'globals' | 'cwd'>,
  { project, engine, plan }: Pick<Planned, 'project' | 'engine' | 'plan'>,
): Promise<PageTeller | undefined> {
  const path = servedPagePath(project.name, engine, environment);
  const socket = path && (await connectTo(path));
  if (!socket) return undefined;
  const by = describeHolder(holderOf(globals.command ?? plan.verb, cwd));
  const run: PageRun = { ...newRun(`${process.pid} ${Date.now()}`, Date.now()), by };
  let told = run;
  const teller = new StateTeller(socket, 'run', () => told);
  const tell = (next: PageRun): void => {
    told = next;
    teller.changed();
  };
  return {
    event: (event) => tell(advanceRun(told, event, Date.now())),
    async end(status) {
      tell({ ...told, status, endedAt: Date.now() });
      await teller.end();
    },
  };
}

/** One run, as the page gets it. */
export interface PageTeller {
  /** @param event without secrets */
  event(event: Event): void;
  /** Resolves when the page has all of it, or takes no more. */
  end(status: PageRun['status']): Promise<void>;
}
