import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../../support/memory-engine/faults.ts';
import { type MemoryEngine, startMemoryEngine } from '../../support/memory-engine/memory-engine.ts';
import { COMPOSE, type CommandCase } from './cases.ts';
import { type CommandRun, runCommand } from './command-line.ts';

/** A fault at one call of one command. */
export interface Trial {
  readonly of: CommandCase;
  /** `GET /networks`. */
  readonly call: string;
  readonly faultName: string;
  readonly fault: Fault;
  /** Which call of its kind; undefined: all of them. */
  readonly nth: number | undefined;
}

export const nameOf = ({ of, call, faultName, nth }: Trial): string =>
  `${of.before.map((words) => `${words.join(' ')}; `).join('')}${of.words.join(' ')}: ${call} (${nth ?? 'always'}): ${faultName}`;

/** What a command leaves, and what it says, without what differs from run to run. */
export interface Traces {
  readonly run: CommandRun;
  readonly state: string;
  readonly calls: readonly string[];
}

/** How long a command has whose engine is as slow as the limits let it be. */
const LIMIT_MS = 90_000;
/** Of seconds: a look fails after it, a change after five times it. */
const LOOK_SECONDS = '0.5';
const PATIENT_SECONDS = '30';

export async function traceOf(of: CommandCase, trial?: Trial): Promise<Traces> {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-faults-'));
  const engine = await startMemoryEngine();
  try {
    const cwd = join(folder, 'shop');
    mkdirSync(cwd);
    writeFileSync(join(cwd, 'compose.yaml'), COMPOSE);
    const variables = { DOCKER_HOST: engine.host, XDG_STATE_HOME: folder, HOME: folder };
    const patient = { ...variables, COMPOSE_HTTP_TIMEOUT: PATIENT_SECONDS };
    for (const words of of.before) await runCommand(words, cwd, patient, LIMIT_MS * 2);
    engine.forgetCalls();
    if (trial)
      engine.onRequest(({ method, pattern, nth }) =>
        `${method} ${pattern}` === trial.call && nth === (trial.nth ?? nth) ? trial.fault : undefined,
      );
    const isHurried = trial && !isShort(trial.fault);
    const hurried = { ...variables, COMPOSE_HTTP_TIMEOUT: isHurried ? LOOK_SECONDS : PATIENT_SECONDS };
    const run = await runCommand(of.words, cwd, hurried, LIMIT_MS);
    return {
      run,
      state: stateOf(engine),
      calls: engine.calls.map(({ method, pattern }) => `${method} ${pattern}`),
    };
  } finally {
    // A command that hangs still uses it, and its connections to processes would keep it open.
    await Promise.race([engine.close().catch(() => {}), sleep(1000)]);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Everything on the engine that a user cares for. */
function stateOf({ world }: MemoryEngine): string {
  const containers = [...world.containers.values()].map(
    ({ name, state, networks, request }) =>
      `container ${name} ${state} ${request.Image} ${[...networks.keys()].sort().join(' ')}`,
  );
  const networks = [...world.networks.values()].map(({ request }) => `network ${request.Name}`);
  // Whoever comes next takes the lock from one that has ended.
  const volumes = [...world.volumes.keys()].flatMap((name) =>
    name.startsWith('gantry-lock-') ? [] : [`volume ${name}`],
  );
  const images = [...world.images.values()].map(({ names }) => `image ${[...names].sort().join(' ')}`);
  return [...containers, ...networks, ...volumes, ...images].map(plain).sort().join('\n');
}

/** Ids, times and amounts differ from run to run. */
function plain(text: string): string {
  return text
    .replaceAll(/\b[0-9a-f]{12,64}\b/g, 'ID')
    .replaceAll(/-run-\w+/g, '-run-ID')
    .replaceAll(/gantry-(?:faults|memory)-\w+/g, 'FOLDER')
    .replaceAll(/\d{4}-\d\d-\d\d[T ][\d:.]+Z?/g, 'TIME')
    .replaceAll(/(?:Less than a|\d+) (?:seconds?|minutes?)(?: ago)?/g, 'TIME')
    .replaceAll(/\d+(?:\.\d+)?/g, 'N')
    .replaceAll(/ +/g, ' ');
}

/** What happens side by side is told in any order. */
const sorted = (text: string): string => plain(text).split('\n').sort().join('\n');

const isShort = (fault: Fault): boolean => fault.kind === 'delay' && fault.ms < 100;

/** It is understood: what is asked for cannot be, as of a container that does not run any more. */
const isConflict = (fault: Fault): boolean => fault.kind === 'status' && fault.status === 409;

/** What others use stays, as with docker compose: that is a warning. */
const isInUse = (fault: Fault, { stderr }: CommandRun): boolean =>
  isConflict(fault) && /^warning: .* removing failed/m.test(stderr);

/** @returns what does not hold; empty: the command has kept its promises */
export function complaintsOf({ fault }: Trial, good: Traces, { run, state }: Traces): readonly string[] {
  const { code, stdout, stderr } = run;
  const said = `${stdout}\n${stderr}`;
  const complaints: string[] = [];
  if (code === undefined) complaints.push('it hangs');
  if (/internal:|\n {4}at /.test(said) || code === 70) complaints.push('it has a bug of its own');
  if (code !== undefined && code !== 0 && said.trim() === '') complaints.push('it fails without a word');
  if (code === 0 && state !== good.state && !isInUse(fault, run))
    complaints.push(`it succeeds, and this is not what was asked for:\n${state}\nbut:\n${good.state}`);
  // A log that cannot be read is told of in its place.
  if (
    code === 0 &&
    !isConflict(fault) &&
    !said.includes('(cannot be read: ') &&
    sorted(stdout) !== sorted(good.run.stdout)
  )
    complaints.push(`it succeeds, and says something else:\n${stdout}\nthan:\n${good.run.stdout}`);
  if (isShort(fault) && code !== 0) complaints.push('a short delay makes it fail');
  return complaints;
}
