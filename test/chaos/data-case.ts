import { listAt, textAt } from '../../scripts/setup/json.ts';
import { aWorkspace, docker, ENGINE, removeFromEngine, type Workspace } from '../support/gantry.ts';
import { DATA_SCENARIOS, type DataScenario, dataFile, EMPTY } from './data-scenarios.ts';
import { helpersOf, volumesOf } from './data-volumes.ts';
import { engineState } from './engine-state.ts';
import { complaintsOfRun, inTime } from './in-time.ts';
import { MOMENTS, type Moment, startKillingProxy } from './killing-proxy.ts';

/** What comes after the kill: the same command, or another one. */
export const DATA_REPAIRS = ['again', 'up', 'undo'] as const;
type Repair = (typeof DATA_REPAIRS)[number];

export interface DataCase {
  readonly scenario: DataScenario;
  readonly kill: { readonly call: number; readonly moment: Moment };
  readonly repair: Repair;
}

export const nameOf = ({ scenario, kill, repair }: DataCase): string =>
  `data, ${scenario.name}: kill ${kill.moment} call ${kill.call}, next ${repair}`;

/** The other way round. Error: no such case. */
export function readName(name: string): DataCase {
  const [, of, moment, call, repair] = /^data, (.*): kill (\w+) call (\d+), next (\w+)$/.exec(name) ?? [];
  const scenario = DATA_SCENARIOS.find((one) => one.name === of);
  const found = MOMENTS.find((one) => one === moment);
  const repaired = DATA_REPAIRS.find((one) => one === repair);
  if (!scenario || !found || !repaired) throw new Error(`there is no case "${name}"`);
  return { scenario, kill: { call: Number(call), moment: found }, repair: repaired };
}

/** Releases are kept, so that there is an undo. */
const HISTORY = { GANTRY_HISTORY: '' };

let count = 0;

/**
 * Brings a project with data to where the scenario begins, kills the command at one of its calls, repairs, and looks into every volume.
 *
 * @returns what does not hold; empty: survived
 */
export async function tryDataCase(tried: DataCase): Promise<readonly string[]> {
  const files = { 'compose.yaml': dataFile(tried.scenario.hasTrash ?? true) };
  const workspace = aWorkspace(`data${count++}`, files);
  try {
    return await tryIn(workspace, tried);
  } catch (error) {
    throw new Error(`${nameOf(tried)}: ${String(error)}`, { cause: error });
  } finally {
    await workspace.gantry('trash empty -y', HISTORY);
    await workspace.remove();
    const left = await volumesOf(workspace.project);
    await removeFromEngine(...left.map(({ name }) => `/volumes/${name}`));
  }
}

async function tryIn(workspace: Workspace, { scenario, kill, repair }: DataCase): Promise<readonly string[]> {
  const { project } = workspace;
  const typed = (line: string): string => line.replaceAll('PROJECT', project);
  for (const line of scenario.before) await prepare(workspace, typed(line));
  const start = await contentsOf(project);
  const lost = async (when: string): Promise<readonly string[]> => {
    const now = await contentsOf(project);
    const gone = start.filter((content) => !now.includes(content) && content !== scenario.destroys);
    return gone.map((content) => `"${content}" is lost ${when}`);
  };
  await runAndKill(workspace, typed(scenario.command), kill);
  const complaints = [...(await lost('by the kill'))];
  const line = repair === 'again' ? typed(scenario.command) : repair === 'up' ? 'up -d' : 'undo -y';
  const repaired = await inTime(workspace.start(line, HISTORY));
  if (repaired.code !== 0 && !isDone(repaired.stderr))
    complaints.push(`\`${line}\` ends with ${repaired.code}`);
  complaints.push(...(await lost(`by \`${line}\``)));
  complaints.push(...(await complaintsOfRun(workspace, 'up -d', HISTORY)));
  complaints.push(...(await leftIn(workspace)));
  const live = (await volumesOf(project)).find(({ name }) => name === `${project}_data`);
  if (!scenario.ends.includes(live?.content ?? '')) complaints.push(`the volume has "${live?.content}"`);
  return complaints.length === 0 ? [] : [...complaints, `said by \`${line}\`: ${repaired.stderr}`];
}

/** The killed command had done all, or there was nothing before it. */
const isDone = (stderr: string): boolean =>
  /\((?:no-release|name-taken|file-not-written)\)|the trash of \S+ has no volume/.test(stderr);

async function prepare(workspace: Workspace, line: string): Promise<void> {
  const [, content] = /^write (.*)$/.exec(line) ?? [];
  if (content === undefined) {
    const [failure] = await complaintsOfRun(workspace, line, HISTORY);
    if (failure !== undefined) throw new Error(failure);
    return;
  }
  const script = `echo ${content} | tee /data/kept > /scratch/kept`;
  docker('exec', `${workspace.project}-db-1`, 'sh', '-c', script);
}

async function runAndKill(workspace: Workspace, line: string, kill: DataCase['kill']): Promise<void> {
  const proxy = await startKillingProxy();
  try {
    const run = workspace.start(line, { ...HISTORY, DOCKER_HOST: proxy.host });
    proxy.arm({ ...kill, hit: () => run.process.kill('SIGKILL') });
    await inTime(run);
  } finally {
    await proxy.close();
  }
}

async function contentsOf(project: string): Promise<readonly string[]> {
  const contents = (await volumesOf(project)).map(({ content }) => content);
  return [...new Set(contents)].filter((content) => content !== EMPTY);
}

/** What no list names, and who does not run. */
async function leftIn(workspace: Workspace): Promise<readonly string[]> {
  const { project } = workspace;
  const { stdout } = await workspace.gantry('trash --format json', HISTORY);
  const inTrash = new Set(listAt(JSON.parse(stdout || '[]')).flatMap((one) => textAt(one, 'KeptIn') ?? []));
  const known = new Set([`${project}_copy`, `gantry-history-${project}`, ...inTrash]);
  const volumes = (await volumesOf(project)).filter(
    ({ name, isUsed, marks }) => !isUsed && !known.has(name) && !inTrash.has(marks ?? ''),
  );
  const { containers } = await engineState(ENGINE, project);
  return [
    ...volumes.map(({ name }) => `left: volume ${name}`),
    ...(await helpersOf(project)).map((name) => `left: container ${name}`),
    ...containers.flatMap(({ name, state }) => (state === 'running' ? [] : [`${name} is ${state}`])),
  ];
}
