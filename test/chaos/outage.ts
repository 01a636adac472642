import { aWorkspace, type Workspace } from '../support/gantry.ts';
import { composeFile, FIRST, TOKEN } from './application.ts';
import { complaintsOfRun, inTime } from './in-time.ts';
import { type KillingProxy, MOMENTS, type Moment } from './killing-proxy.ts';
import { complaintsAfterDown, complaintsAfterUp, keepData } from './what-must-hold.ts';

/** What is under way when the engine is no longer to be had. */
export interface Outage {
  readonly before: readonly string[];
  readonly command: string;
  readonly call: number | RegExp;
  readonly moment: Moment;
}

/** A way to an engine that can be taken away, and given back. */
export interface Way {
  /** Another way, which stays. */
  readonly engine: string;
  open(): Promise<OpenWay>;
}

interface OpenWay {
  readonly proxy: KillingProxy;
  /** For the command. */
  readonly environment: Readonly<Record<string, string>>;
  take(): Promise<void>;
  giveBack(): Promise<void>;
}

export const nameOf = ({ command, call, moment }: Outage): string => `${command}, ${moment} call ${call}`;

/** Commands that change something, with as many calls as they have at least. */
const CHANGING = [
  { before: [], command: 'up -d', calls: 15 },
  { before: ['up -d'], command: 'down', calls: 9 },
] as const;

const READING: readonly Outage[] = [
  { before: ['up -d'], command: 'logs -f', call: /\/logs$/, moment: 'during' },
  { before: ['up -d'], command: 'wait web', call: /\/wait$/, moment: 'during' },
  { before: ['up -d'], command: 'events', call: /\/events$/, moment: 'during' },
];

/** By command. */
export const OUTAGES: Readonly<Record<string, readonly Outage[]>> = Object.fromEntries([
  ...READING.map((one) => [one.command, [one]]),
  ...CHANGING.map(({ calls, ...one }) => {
    const numbers = Array.from({ length: calls }, (_, at) => at + 1);
    return [one.command, numbers.flatMap((call) => MOMENTS.map((moment) => ({ ...one, call, moment })))];
  }),
]);

/**
 * Takes the engine away while a command runs, which has to end with a reason; gives it back, and `up` has to bring all in order.
 *
 * @returns what does not hold
 */
export async function tryOutage(way: Way, outage: Outage): Promise<readonly string[]> {
  const workspace = aWorkspace('outage', { 'compose.yaml': composeFile(FIRST, true) });
  try {
    return await tryIn(workspace, way, outage);
  } finally {
    await workspace.remove();
  }
}

async function tryIn(
  workspace: Workspace,
  way: Way,
  { before, command, call, moment }: Outage,
): Promise<readonly string[]> {
  const { project } = workspace;
  const env = { TOKEN, DOCKER_HOST: way.engine };
  for (const words of before) {
    const [failure] = await complaintsOfRun(workspace, words, env);
    if (failure !== undefined) throw new Error(failure);
  }
  const data = await keepData(way.engine, project);
  const { proxy, environment, take, giveBack } = await way.open();
  let taking: Promise<void> | undefined;
  proxy.arm({
    call,
    moment,
    hit: () => {
      taking = take();
    },
  });
  const run = workspace.start(command, { ...env, ...environment });
  const { code, stderr, isLate } = await inTime(run);
  await taking;
  if (!taking) throw new Error(`\`${command}\` ended before: ${code}, ${stderr}`);
  await giveBack();
  const wasReleasing = proxy.calls.at(-1)?.startsWith('DELETE /volumes/gantry-lock-') ?? false;
  const complaints: string[] = [];
  if (isLate) complaints.push(`\`${command}\` does not end: ${stderr}`);
  else if (code === 0 && !wasReleasing) complaints.push(`\`${command}\` ends with 0`);
  else if (code !== 0 && !stderr.includes('error: '))
    complaints.push(`\`${command}\` gives no reason: ${stderr}`);
  if (stderr.includes('internal:')) complaints.push(`\`${command}\` calls it a bug of its own: ${stderr}`);
  complaints.push(...(await complaintsOfRun(workspace, 'up -d', env)));
  // Containers are gone after `down`, and what has no name with them.
  const kept = data && { ...data, scratch: command === 'down' ? undefined : data.scratch };
  const wanted = { version: FIRST, hasHooks: true, data: kept };
  complaints.push(...(await complaintsAfterUp(way.engine, project, wanted)));
  complaints.push(...(await complaintsOfRun(workspace, 'down -v', env)));
  const nothing = { data: undefined, withVolumes: true };
  complaints.push(...(await complaintsAfterDown(way.engine, project, nothing)));
  return complaints;
}
