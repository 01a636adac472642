import { aWorkspace, ENGINE, PROGRAM, type Workspace } from '../support/gantry.ts';
import { composeFile, FIRST, TOKEN } from './application.ts';
import { engineState, withoutName } from './engine-state.ts';
import { complaintsOfRun, inTime } from './in-time.ts';
import { MOMENTS, type Moment, startKillingProxy } from './killing-proxy.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';
import { complaintsAfterDown, complaintsAfterUp, complaintsOfPlan, keepData } from './what-must-hold.ts';

/** What repairs. */
export const REPAIRS = ['up', 'down'] as const;
type Repair = (typeof REPAIRS)[number];

export interface KillCase {
  readonly scenario: Scenario;
  /** Absent: nobody kills it. */
  readonly kill?: { readonly call: number; readonly moment: Moment };
  readonly repair: Repair;
}

export interface Tried {
  /** The calls of the command that change something, as far as it came. */
  readonly calls: readonly string[];
  readonly wasKilled: boolean;
  /** What does not hold; empty: survived. */
  readonly complaints: readonly string[];
}

export const nameOf = ({ scenario, kill, repair }: KillCase): string =>
  `${scenario.name}: ${kill ? `kill ${kill.moment} call ${kill.call}` : 'no kill'}, then ${repair}`;

/** The other way round. Error: no such case. */
export function readName(name: string): KillCase {
  const [, of, moment, call, repair] =
    /^(.*): (?:no kill|kill (\w+) call (\d+)), then (\w+)$/.exec(name) ?? [];
  const scenario = SCENARIOS.find((one) => one.name === of);
  const found = MOMENTS.find((one) => one === moment);
  const repaired = REPAIRS.find((one) => one === repair);
  if (!scenario || !repaired) throw new Error(`there is no case "${name}"`);
  return { scenario, repair: repaired, ...(found && { kill: { call: Number(call), moment: found } }) };
}

/** Who is tried: gantry, or docker compose beside it. */
export type Program = 'gantry' | 'docker compose';

const WORDS: Readonly<Record<Program, readonly string[]>> = {
  gantry: PROGRAM,
  'docker compose': ['docker-compose'],
};

let count = 0;

/** Brings an application to where the scenario begins, kills the command at one of its calls, repairs, and looks. */
export async function tryCase(tried: KillCase, program: Program = 'gantry'): Promise<Tried> {
  const hasHooks = program === 'gantry';
  const workspace = aWorkspace(
    `chaos${count++}`,
    { 'compose.yaml': composeFile(FIRST, hasHooks) },
    WORDS[program],
  );
  const anonymous = new Set<string>();
  try {
    return await tryIn(workspace, tried, hasHooks, anonymous);
  } catch (error) {
    throw new Error(`${nameOf(tried)}: ${String(error)}`, { cause: error });
  } finally {
    await workspace.remove(anonymous);
  }
}

async function tryIn(
  workspace: Workspace,
  { scenario, kill, repair }: KillCase,
  hasHooks: boolean,
  anonymous: Set<string>,
): Promise<Tried> {
  const { project } = workspace;
  const variables = { TOKEN, ...scenario.variables };
  const noteVolumes = async (): Promise<void> => {
    for (const name of withoutName(await engineState(ENGINE, project))) anonymous.add(name);
  };
  for (const words of scenario.before) {
    const [failure] = await complaintsOfRun(workspace, words, variables);
    if (failure !== undefined) throw new Error(failure);
  }
  const data = await keepData(ENGINE, project);
  await noteVolumes();
  workspace.write('compose.yaml', composeFile(scenario.version, hasHooks));
  const { calls, ended } = await runAndKill(workspace, scenario.command, variables, kill);
  await noteVolumes();
  const complaints: string[] = [];
  if (ended.isLate) complaints.push(`\`${scenario.command}\` does not end: ${ended.stderr}`);
  const wasKilled = ended.code === null;
  if (!wasKilled && ended.code !== 0)
    complaints.push(`\`${scenario.command}\` ends with ${ended.code}: ${ended.stderr}`);
  const kept = scenario.keeps === 'none' ? undefined : data;
  const words = repair === 'up' ? 'up -d' : 'down';
  complaints.push(...(await complaintsOfRun(workspace, words, variables)));
  await noteVolumes();
  if (repair === 'up') {
    const scratch = scenario.keeps === 'all' ? kept?.scratch : undefined;
    const wanted = { version: scenario.version, hasHooks, data: kept && { ...kept, scratch } };
    complaints.push(...(await complaintsAfterUp(ENGINE, project, wanted)));
    if (hasHooks) complaints.push(...(await complaintsOfPlan(workspace, variables)));
  } else complaints.push(...(await complaintsAfterDown(ENGINE, project, { data: kept, withVolumes: false })));
  return { calls, wasKilled, complaints };
}

async function runAndKill(
  workspace: Workspace,
  command: string,
  variables: Readonly<Record<string, string>>,
  kill: KillCase['kill'],
) {
  const proxy = await startKillingProxy();
  try {
    const run = workspace.start(command, { ...variables, DOCKER_HOST: proxy.host });
    if (kill) proxy.arm({ ...kill, hit: () => run.process.kill('SIGKILL') });
    const ended = await inTime(run);
    return { calls: [...proxy.calls], ended };
  } finally {
    await proxy.close();
  }
}
