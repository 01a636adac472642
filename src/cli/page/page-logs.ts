import type { Engine } from '../../engine/port/engine.ts';
import type { LogLine } from '../../model/event.ts';
import type { ContainerId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { PageLogLine } from '../../model/page-log.ts';
import type { Hide } from '../../model/secret-hider.ts';
import type { LogReader, LogRequest } from '../../serve/logs/log-source.ts';
import { mergeLogs } from '../../ui/logs/merge-logs.ts';
import { ReorderWindow } from '../../ui/logs/reorder-logs.ts';
import { aborted } from '../context/signals.ts';
import { LogFollower } from '../logs/log-follower.ts';
import { linesOf } from '../logs/show-logs.ts';
import type { FailureLog } from './failure-log.ts';
import { LogMarks } from './log-marks.ts';

/** How much later than its neighbours a line may come and still be put in order while following. */
const WINDOW_MS = 80;
/** What is written between the last lines and those that come, at most: the engine reads it in some 100 ms. */
const MOST_MISSED = 20_000;

export interface LoggedProject {
  readonly engine: Engine;
  /** Its name. */
  readonly project: string;
  readonly hide: Hide;
  /** What has failed, to be told between the lines. */
  readonly failures: FailureLog;
  /** Why a container of this label was replaced, as far as the plan told. */
  readonly causeOf: (label: string) => string | undefined;
}

/**
 * What containers of the project wrote and write, those that start later included, until `signal` is aborted. Only containers with the
 * label of this project are read, whatever a page asks for; and no secret leaves.
 */
export async function followPageLogs(
  { engine, project, hide, failures, causeOf }: LoggedProject,
  { services, tail }: LogRequest,
  reader: LogReader,
  signal: AbortSignal,
): Promise<void> {
  const isWanted = (service: string): boolean => services.length === 0 || services.includes(service);
  const follows = (labels: ObservedContainer['labels']): boolean =>
    labels[LABEL.project] === project &&
    labels[LABEL.oneOff] !== 'True' &&
    isWanted(labels[LABEL.service] ?? '');
  const give = ([label, time, stream, text]: PageLogLine): Promise<void> | undefined =>
    signal.aborted ? undefined : reader.line([label, time, stream, hide(text)]);
  const marks = new LogMarks({ give, causeOf });
  const print = (line: LogLine): Promise<void> | undefined => {
    marks.before(line);
    return give([line.label, line.time, line.stream === 'stdout' ? 'out' : 'err', line.text]);
  };
  const inOrder = new ReorderWindow(WINDOW_MS, print);
  const follower = new LogFollower({
    engine,
    project,
    follows,
    print: (line) => inOrder.push(line),
    onGap: async ({ label, time }) => {
      await inOrder.flush();
      marks.add([label, time, 'end', 'lines before this were left out: the whole log has them']);
    },
    onExit: async ({ id, label, code, restarts }) => {
      await inOrder.flush();
      const memory = code !== 0 && (await wasOutOfMemory(engine, id)) ? ': it was out of memory' : '';
      marks.add([
        label,
        new Date().toISOString(),
        isFailure(code) || memory !== '' ? 'fail' : 'end',
        `exited with code ${code}${memory}${restarts ? ', restarting' : ''}`,
      ]);
    },
  });
  const endFailures = failures.follow((row, service) => {
    if (isWanted(service)) marks.add(row);
  });
  try {
    const since = new Date().toISOString();
    await follower.listen(since);
    const containers = await engine.listContainers([`${LABEL.project}=${project}`]);
    const shown = containers.filter(({ labels }) => follows(labels));
    const range = tail === undefined ? {} : { tail };
    const histories = shown.map((container) => linesOf(engine, project, container, range, signal));
    for await (const line of mergeLogs(histories)) {
      if (signal.aborted) return;
      follower.seen(line);
      const full = print(line);
      if (full) await full;
    }
    marks.goLive();
    reader.ready();
    // Who wants the last lines does not wait for what a loud container wrote meanwhile.
    const from = tail === undefined ? { since } : { since, tail: MOST_MISSED };
    for (const container of shown) if (container.state === 'running') follower.follow(container, from);
    // Until the page closes it, whether or not anything runs.
    await Promise.race([aborted(signal), follower.outlive(() => {})]);
  } finally {
    endFailures();
    follower.close();
    inOrder.drop();
  }
}

/** What ends a process that somebody stopped: 128 and the number of SIGKILL or SIGTERM. */
const isFailure = (code: number): boolean => code !== 0 && code !== 137 && code !== 143;

/** One that was removed meanwhile tells nothing. */
async function wasOutOfMemory(engine: Engine, id: ContainerId): Promise<boolean> {
  return engine.inspectContainer(id).then(
    ({ oomKilled }) => oomKilled,
    () => false,
  );
}
