import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Engine } from '../../engine/port/engine.ts';
import type { LogLine } from '../../model/event.ts';
import type { ContainerId } from '../../model/ids.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import type { Hide } from '../../model/secret-hider.ts';
import { artifactsOf } from '../../model/test-settings.ts';
import { disarm } from '../../util/disarm.ts';
import type { Cli } from '../context/cli.ts';
import { lastRecords } from './last-of.ts';

/** What is left of a run, and where. Paths are relative to the folder of the results, with slashes. */
export interface Results {
  readonly logs?: string;
  readonly failures?: string;
  /** By service. */
  readonly artifacts: ReadonlyMap<string, ServiceArtifacts>;
  readonly states: readonly ServiceState[];
  /** What could not be kept, in words. */
  readonly problems: readonly string[];
}

export interface ServiceArtifacts {
  readonly folder: string;
  /** Below that folder. */
  readonly files: readonly string[];
  readonly workingDir: string;
}

interface ServiceState {
  readonly service: string;
  readonly container: string;
  readonly state: string;
  readonly health?: string;
  readonly exitCode?: number;
}

interface CollectRequest {
  readonly project: Project;
  readonly hide: Hide;
  readonly folder: string;
  /** The services that ran another command than their own, which may write no artifacts. */
  readonly commanded: ReadonlySet<string>;
}

/** How long a service whose files are kept may take to end: it may write some of them then. */
const GRACE_SECONDS = 10;

/** Before anything is removed. What cannot be kept is no reason to lose the rest. */
export async function collectResults(
  cli: Cli,
  { project, hide, folder, commanded }: CollectRequest,
): Promise<Results> {
  const engine = await cli.engine();
  const problems: string[] = [];
  const attempt = async <T>(what: string, work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      problems.push(`${what}: ${hide(error instanceof Error ? error.message : String(error))}`);
      return undefined;
    }
  };
  const containers = await engine.listContainers([`${LABEL.project}=${project.name}`]);
  const states = containers.map(stateOf);
  const failures = await attempt('failure reports', () => writeFailures(cli, folder));
  const artifacts = new Map<string, ServiceArtifacts>();
  for (const container of containers) {
    const service = serviceOf(container);
    const wanted = artifactsOf(project.services.get(service)?.extensions.get('x-gantry'));
    // One that never ran has written nothing.
    if (wanted.length === 0 || container.state === 'created') continue;
    const copied = await attempt(`artifacts of ${service}`, () =>
      copyFrom(engine, container.id, { service, wanted, mayLack: commanded.has(service) }, folder),
    );
    if (!copied) continue;
    artifacts.set(service, copied.artifacts);
    problems.push(...copied.problems.map((problem) => `artifacts of ${service}: ${hide(problem)}`));
  }
  const logs = await attempt('logs', () => writeLogs(engine, containers, project.name, hide, folder));
  return {
    ...(logs !== undefined && { logs }),
    ...(failures !== undefined && { failures }),
    artifacts,
    states,
    problems,
  };
}

const serviceOf = ({ labels }: ObservedContainer): string => labels[LABEL.service] ?? '';

const stateOf = (container: ObservedContainer): ServiceState => ({
  service: serviceOf(container),
  container: container.name,
  state: container.state,
  ...(container.health && { health: container.health }),
  ...(container.exitCode !== undefined && { exitCode: container.exitCode }),
});

/** What `why` says of the containers. @returns undefined: nothing is wrong */
async function writeFailures(cli: Cli, folder: string): Promise<string | undefined> {
  const { findAilments } = await import('../why/find-ailments.ts');
  const { isProblem, showWhy } = await import('../../ui/errors/show-why.ts');
  const ailments = await findAilments(cli, []);
  if (!ailments.found.some(({ failure }) => isProblem(failure))) return undefined;
  await writeFile(join(folder, 'failures.txt'), showWhy(ailments, { colour: false }));
  return 'failures.txt';
}

interface WantedFiles {
  readonly service: string;
  readonly wanted: readonly string[];
  readonly mayLack: boolean;
}

async function copyFrom(
  engine: Engine,
  id: ContainerId,
  { service, wanted, mayLack }: WantedFiles,
  folder: string,
): Promise<{ readonly artifacts: ServiceArtifacts; readonly problems: readonly string[] }> {
  const { copyArtifacts } = await import('./copy-artifacts.ts');
  await engine.stopContainer(id, GRACE_SECONDS);
  const { settings } = await engine.inspectContainer(id);
  const workingDir = settings.WorkingDir || '/';
  const place = join(folder, service);
  const { files, problems } = await copyArtifacts(
    engine,
    { container: id, workingDir, artifacts: wanted, mayLack },
    place,
  );
  return { artifacts: { folder: service, files, workingDir }, problems };
}

/** Of the log of one container, in characters and in lines. */
const MOST_OF_LOG = 50_000_000;
const MOST_LINES = 500_000;
/** What is written to a file at once. */
const PIECE = 64 * 1024;

/** What all containers wrote last, in the order of time. */
async function writeLogs(
  engine: Engine,
  containers: readonly ObservedContainer[],
  project: string,
  hide: Hide,
  folder: string,
): Promise<string> {
  const { mergeLogs } = await import('../../ui/logs/merge-logs.ts');
  await mkdir(folder, { recursive: true });
  const histories = containers.map((container) => linesOf(engine, container, project));
  const width = Math.max(0, ...containers.map(({ name }) => labelOf(name, project).length));
  async function* lines(): AsyncIterable<string> {
    let piece = '';
    for await (const { time, label, text } of mergeLogs(histories)) {
      piece += `${time} ${label.padEnd(width)} | ${disarm(hide(text))}\n`;
      if (piece.length < PIECE) continue;
      yield piece;
      piece = '';
    }
    yield piece;
  }
  await pipeline(lines, createWriteStream(join(folder, 'logs.txt')));
  return 'logs.txt';
}

const labelOf = (name: string, project: string): string =>
  name.startsWith(`${project}-`) ? name.slice(project.length + 1) : name;

/** A log that cannot be read is as good as an empty one. */
async function* linesOf(
  engine: Engine,
  { id, name }: ObservedContainer,
  project: string,
): AsyncIterable<LogLine> {
  const never = new AbortController();
  const note = (text: string, time: string): LogLine => ({
    container: id,
    label: labelOf(name, project),
    stream: 'stderr',
    time,
    text,
  });
  try {
    const { tty } = await engine.inspectContainer(id);
    const log = engine.logs(id, { follow: false, tty, tail: MOST_LINES }, never.signal);
    const { records, isCut } = await lastRecords(log, { characters: MOST_OF_LOG, records: MOST_LINES });
    const [first] = records;
    if (first && (isCut || records.length >= MOST_LINES))
      yield note(
        `(what it wrote before is left out: of a log, the last ${MOST_LINES} lines and 50 MB are kept)`,
        first.time,
      );
    for (const record of records) yield { container: id, label: labelOf(name, project), ...record };
  } catch (error) {
    const text = `(its log cannot be read: ${error instanceof Error ? error.message : String(error)})`;
    yield note(text, new Date().toISOString());
  }
}
