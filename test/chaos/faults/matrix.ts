import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LABEL } from '../../../src/model/labels.ts';
import type { Fault } from '../../support/memory-engine/faults.ts';
import { type MemoryEngine, startMemoryEngine } from '../../support/memory-engine/memory-engine.ts';
import type { World } from '../../support/memory-engine/world.ts';
import { COMPOSE, type CommandCase, ENDING, PROVIDER, TALKING } from './cases.ts';
import { type CommandRun, runCommand } from './command-line.ts';
import { startMemoryRegistry } from './registry.ts';

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
  `${titleOf(of)}: ${call} (${nth ?? 'always'}): ${faultName}`;

export const titleOf = ({ before, words }: CommandCase): string =>
  [...before, words].map((line) => line.join(' ')).join('; ');

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
/** More than any call may take when the limits of a trial hold. */
const SILENT_MS = 8000;
/** Where nothing is slow but the machine. */
const PATIENT_SILENT_MS = 60_000;

export async function traceOf(of: CommandCase, trial?: Trial): Promise<Traces> {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-faults-'));
  const engine = await startMemoryEngine();
  const registry = await startMemoryRegistry();
  const stopTalking = letTalk(engine);
  try {
    const placed = (text: string): string =>
      text.replaceAll('FOLDER', folder).replaceAll('REGISTRY', registry.host);
    const cwd = join(folder, 'shop');
    writeFiles(folder, cwd, placed(COMPOSE));
    const isHurried = trial && !isShort(trial.fault);
    const run = (words: readonly string[], seconds: string, said?: readonly string[]): Promise<CommandRun> =>
      runCommand({
        words: words.map(placed),
        cwd,
        variables: {
          DOCKER_HOST: engine.host,
          XDG_STATE_HOME: folder,
          HOME: folder,
          PATH: `${folder}/bin:/usr/bin:/bin`,
          COMPOSE_HTTP_TIMEOUT: seconds,
        },
        limitMs: LIMIT_MS,
        until: said && { said, silentMs: isHurried ? SILENT_MS : PATIENT_SILENT_MS },
      });
    for (const words of of.before) {
      const { code, stderr } = await run(words, PATIENT_SECONDS);
      if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code}: ${stderr}`);
    }
    engine.forgetCalls();
    engine.onRequest(({ method, pattern, nth }) => {
      const call = `${method} ${pattern}`;
      if (call === of.endsAfter && nth === 1) setTimeout(() => endIn(engine), ENDS_AFTER_MS);
      return trial && call === trial.call && nth === (trial.nth ?? nth) ? trial.fault : undefined;
    });
    const ran = await run(of.words, isHurried ? LOOK_SECONDS : PATIENT_SECONDS, of.until);
    return {
      run: ran,
      state: [stateOf(engine), ...filesIn(cwd), ...registry.published].join('\n'),
      calls: engine.calls.map(({ method, pattern }) => `${method} ${pattern}`),
    };
  } finally {
    clearInterval(stopTalking);
    registry.close();
    // A command that hangs still uses it, and its connections to processes would keep it open.
    await Promise.race([engine.close().catch(() => {}), sleep(1000)]);
    rmSync(folder, { recursive: true, force: true });
  }
}

const TALK_MS = 50;
const ENDS_AFTER_MS = 1000;

function letTalk({ world }: MemoryEngine): NodeJS.Timeout {
  return setInterval(() => {
    for (const container of containersOf(world, TALKING))
      if (container.output.isFollowed) container.output.write('stdout', 'tick\n');
  }, TALK_MS);
}

function endIn({ world }: MemoryEngine): void {
  for (const { program } of containersOf(world, [ENDING])) program?.inputEnded();
}

const containersOf = ({ containers }: World, services: readonly string[]) =>
  [...containers.values()].filter(
    ({ program, request }) => program && services.includes(request.Labels?.[LABEL.service] ?? ''),
  );

function writeFiles(folder: string, cwd: string, compose: string): void {
  mkdirSync(join(cwd, 'src'), { recursive: true });
  writeFileSync(join(cwd, 'compose.yaml'), compose);
  writeFileSync(join(cwd, 'src/page.html'), 'hello');
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin/thing'), PROVIDER, { mode: 0o755 });
}

/** What a command has made beside the files of the project, and how much is in it. */
const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => `file ${name} ${statSync(join(folder, name)).size}`);

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

/** The container of a `pre_start` that has done its work, and that the engine does not remove, is a warning and no failure. */
const withoutToldHooks = (state: string, { stderr }: CommandRun): string =>
  /^warning: container \S+ is left: /m.test(stderr)
    ? state.replaceAll(/^container \S+-pre_start-N .*\n/gm, '')
    : state;

/** A change that cannot be written down is a warning and no failure. */
const withoutHistory = (state: string): string =>
  state.replaceAll(/^(?:container|volume) gantry-history-.*\n|^image gantry-empty:N\n/gm, '');

const isSameState = (state: string, good: string, run: CommandRun): boolean => {
  const left = withoutToldHooks(state, run);
  return /^warning: this .* is not in the history of the project: /m.test(run.stderr)
    ? withoutHistory(left) === withoutHistory(good)
    : left === good;
};

/** @returns what does not hold; empty: the command has kept its promises */
export function complaintsOf(trial: Trial, good: Traces, after: Traces): readonly string[] {
  const { code, stdout, stderr, interrupt } = after.run;
  const said = `${stdout}\n${stderr}`;
  const complaints: string[] = [];
  if (code === undefined) complaints.push('it hangs');
  if (/internal:|\n {4}at /.test(said) || code === 70) complaints.push('it has a bug of its own');
  const isExpected = code === undefined || code === 0 || code === good.run.code;
  if (!isExpected && interrupt === undefined && said.trim() === '')
    complaints.push('it fails without a word');
  if (isBusy(good, after))
    complaints.push(`it calls the engine again and again: ${after.calls.length} times`);
  if (isShort(trial.fault) && code !== good.run.code) complaints.push('a short delay makes it fail');
  if (trial.of.until) return [...complaints, ...complaintsOfEndless(trial, good, after)];
  return [...complaints, ...complaintsOfSuccess(trial, good, after)];
}

/** Of a command that ends by itself. */
function complaintsOfSuccess(trial: Trial, good: Traces, { run, state }: Traces): readonly string[] {
  const { fault } = trial;
  const { code, stdout, stderr } = run;
  // Where the code is that of a program, it cannot also tell that something failed.
  if (code !== good.run.code || (code !== 0 && tells(trial, good, run))) return [];
  const complaints: string[] = [];
  if (!isSameState(state, good.state, run) && !isInUse(fault, run))
    complaints.push(`it succeeds, and this is not what was asked for:\n${state}\nbut:\n${good.state}`);
  if (
    !isConflict(fault) &&
    !isToldInItsPlace(`${stdout}\n${stderr}`) &&
    sorted(stdout) !== sorted(good.run.stdout)
  )
    complaints.push(`it succeeds, and says something else:\n${stdout}\nthan:\n${good.run.stdout}`);
  return complaints;
}

/** A log that cannot be read, and what `doctor` has asked for in vain. */
const isToldInItsPlace = (said: string): boolean =>
  /\(cannot be read: |^unknown .* the engine (?:takes long to count|does not tell what) /m.test(said);

/** Of one that goes on until Ctrl-C: it says what it says with an engine that answers, or tells what it cannot do. */
function complaintsOfEndless(trial: Trial, good: Traces, { run, state }: Traces): readonly string[] {
  const { code, interrupt } = run;
  if (interrupt === undefined)
    return code === 0 || code === good.run.code ? ['it ends as if it had been told to'] : [];
  if (tells(trial, good, run)) return [];
  if (interrupt === 'silent')
    return mayBeQuiet(trial) ? [] : [`it goes on, and does not tell what it cannot do:\n${run.stdout}`];
  return code === good.run.code && state !== good.state
    ? [`it ends in order, and this is not what it should leave:\n${state}\nbut:\n${good.state}`]
    : [];
}

/** Whether it has told that something is wrong. On a busy machine any call may be slow, so it has to be the one of the trial. */
function tells({ call }: Trial, good: Traces, run: CommandRun): boolean {
  const known = linesOf(good.run);
  const slow = new RegExp(call.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '\\S+'));
  return linesOf(run).some(
    (line) => !known.includes(line) && (!line.includes('has not answered for') || slow.test(line)),
  );
}

const linesOf = ({ stdout, stderr }: CommandRun): readonly string[] =>
  plain(`${stdout}\n${stderr}`).split('\n');

/** These end when something happens in a container: silence is what an engine says as long as nothing does. */
const ENDLESS: readonly string[] = [
  'GET /events',
  'GET /containers/{id}/logs',
  'GET /containers/{id}/stats',
  'POST /containers/{id}/attach',
  'POST /containers/{id}/wait',
];

const mayBeQuiet = ({ call, fault }: Trial): boolean =>
  fault.kind === 'silence' && fault.headers === true && ENDLESS.includes(call);

/** Whoever waits may look again, but not without end. */
function isBusy(good: Traces, { calls, run }: Traces): boolean {
  return calls.length > 3 * good.calls.length + 50 + CALLS_A_SECOND * run.seconds;
}

const CALLS_A_SECOND = 10;
