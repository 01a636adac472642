import { aWorkspace, ENGINE, type Workspace } from '../support/gantry.ts';
import { composeFile, FIRST, TOKEN } from './application.ts';
import { engineState, withoutName } from './engine-state.ts';
import { inTime } from './in-time.ts';
import { type Command, type Ended, serialOutcomes, show, type There } from './serial-orders.ts';

const STARTS = ['nothing', 'running'] as const;
export type Start = (typeof STARTS)[number];

let count = 0;

/**
 * Starts all of these at the same moment. Each has to end, with 0 or with its reason, and what is there at the end is what some
 * order of those that ended with 0 leaves.
 *
 * @returns what does not hold; empty: all is well.
 */
export async function tryCrowd(start: Start, commands: readonly Command[]): Promise<readonly string[]> {
  const workspace = aWorkspace(`crowd${count++}`, { 'compose.yaml': composeFile(FIRST, false) });
  const anonymous = new Set<string>();
  try {
    return await tryIn(workspace, start, commands, anonymous);
  } finally {
    await workspace.remove(anonymous);
  }
}

async function tryIn(
  workspace: Workspace,
  start: Start,
  commands: readonly Command[],
  anonymous: Set<string>,
): Promise<readonly string[]> {
  const { project } = workspace;
  if (start === 'running') await workspace.gantry('up -d', { TOKEN });
  for (const name of withoutName(await engineState(ENGINE, project))) anonymous.add(name);
  const ran = await Promise.all(
    commands.map(async (command) => ({ command, ...(await inTime(workspace.start(command, { TOKEN }))) })),
  );
  const silent = ran.filter(({ code, stderr }) => code !== 0 && !stderr.includes('error: '));
  const ended: Ended[] = ran.map(({ command, code }) => ({ command, succeeded: code === 0 }));
  const state = await engineState(ENGINE, project);
  for (const name of withoutName(state)) anonymous.add(name);
  const replicas = (service: string): number =>
    state.containers.filter((one) => one.service === service && one.state === 'running').length;
  const isNothing = state.containers.length === 0 && state.networks.length === 0;
  const found = show(isNothing ? undefined : { db: replicas('db'), web: replicas('web') });
  const before: There = start === 'running' ? { db: 1, web: 2 } : undefined;
  const allowed = [...serialOutcomes(before, ended)];
  const odd = state.containers.filter((one) => one.state !== 'running' || one.isOneOff);
  const late = ran.filter(({ isLate }) => isLate);
  return [
    ...late.map(({ command, stderr }) => `\`${command}\` does not end: ${stderr}`),
    ...silent.map(({ command, code, stderr }) => `\`${command}\` ends with ${code} and no reason: ${stderr}`),
    ...odd.map(({ name, state: is }) => `${name} is left, ${is}`),
    ...state.locks.map((lock) => `lock: ${lock}`),
    ...(allowed.includes(found)
      ? []
      : [
          `there is ${found}, and no order of them leaves that: ${allowed.join('; ')}`,
          ...ran.map(({ command, code, stderr }) => `\`${command}\` ended with ${code}:\n${stderr}`),
        ]),
  ];
}
