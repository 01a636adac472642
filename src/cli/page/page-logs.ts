import type { Engine } from '../../engine/port/engine.ts';
import type { LogLine } from '../../model/event.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { LogReader, LogRequest } from '../../serve/page-application.ts';
import { mergeLogs } from '../../ui/logs/merge-logs.ts';
import { ReorderWindow } from '../../ui/logs/reorder-logs.ts';
import { aborted } from '../context/signals.ts';
import { LogFollower } from '../logs/log-follower.ts';
import { linesOf } from '../logs/show-logs.ts';

/** How much later than its neighbours a line may come and still be put in order while following. */
const WINDOW_MS = 80;

export interface LoggedProject {
  readonly engine: Engine;
  /** Its name. */
  readonly project: string;
}

/**
 * What containers of the project wrote and write, those that start later included, until `signal` is aborted. Only containers with the
 * label of this project are read, whatever a page asks for.
 */
export async function followPageLogs(
  { engine, project }: LoggedProject,
  { services, tail }: LogRequest,
  reader: LogReader,
  signal: AbortSignal,
): Promise<void> {
  const follows = (labels: ObservedContainer['labels']): boolean =>
    labels[LABEL.project] === project &&
    labels[LABEL.oneOff] !== 'True' &&
    (services.length === 0 || services.includes(labels[LABEL.service] ?? ''));
  const print = ({ label, time, stream, text }: LogLine): Promise<void> | undefined =>
    signal.aborted ? undefined : reader.line([label, time, stream === 'stdout' ? 'out' : 'err', text]);
  const inOrder = new ReorderWindow(WINDOW_MS, print);
  const follower = new LogFollower({
    engine,
    project,
    follows,
    print: (line) => inOrder.push(line),
    onExit: async ({ label, code, restarts }) => {
      await inOrder.flush();
      const text = `exited with code ${code}${restarts ? ', restarting' : ''}`;
      if (!signal.aborted) reader.line([label, new Date().toISOString(), 'end', text]);
    },
  });
  try {
    const since = new Date().toISOString();
    await follower.listen(since);
    const containers = await engine.listContainers([`${LABEL.project}=${project}`]);
    const shown = containers.filter(({ labels }) => follows(labels));
    const histories = shown.map((container) => linesOf(engine, project, container, { tail }, signal));
    for await (const line of mergeLogs(histories)) {
      if (signal.aborted) return;
      follower.seen(line);
      const full = print(line);
      if (full) await full;
    }
    reader.ready();
    for (const container of shown) if (container.state === 'running') follower.follow(container, { since });
    // Until the page closes it, whether or not anything runs.
    await Promise.race([aborted(signal), follower.outlive(() => {})]);
  } finally {
    follower.close();
    inOrder.drop();
  }
}
