import type { Workspace } from '../support/gantry.ts';
import { DATA_FOLDERS, HOOK_MARKS, NETWORKS_OF, TOKEN, type Version } from './application.ts';
import {
  type EngineState,
  engineState,
  environmentOf,
  type FoundContainer,
  keep,
  keptIn,
  readIn,
} from './engine-state.ts';

/** What the data of a test is found by, and which volumes it was put into. */
export interface KeptData {
  readonly content: string;
  /** The volume without a name of each `db`. */
  readonly scratch: string | undefined;
}

interface Wanted {
  readonly version: Version;
  readonly hasHooks: boolean;
  /** Absent: there was none when the blow fell. */
  readonly data: KeptData | undefined;
}

/** Puts a file into each volume of `db`. @returns undefined: there is no `db`. */
export async function keepData(engine: string, project: string): Promise<KeptData | undefined> {
  const { containers } = await engineState(engine, project);
  const db = containers.find(({ service }) => service === 'db');
  if (!db) return undefined;
  for (const folder of DATA_FOLDERS) await keep(engine, db.id, folder, project);
  return { content: project, scratch: db.volumes.get('/scratch') };
}

/** The temporary name of a replacement. */
const TEMPORARY = /^[0-9a-f]{12}_/;

/** What is not as it has to be after an `up` that ended with 0; empty: all is well. */
export async function complaintsAfterUp(
  engine: string,
  project: string,
  wanted: Wanted,
): Promise<readonly string[]> {
  const state = await engineState(engine, project);
  // A one-off is the user's: `up` does not touch it.
  const own = state.containers.filter(({ isOneOff }) => !isOneOff);
  const inside = await Promise.all(own.map((container) => complaintsOf(engine, project, container, wanted)));
  return [
    // New ones take the numbers after the highest one there is, so there may be gaps.
    ...differs(
      'containers',
      own.map(({ name }) => name.replace(/-\d+$/, '')),
      ['db', ...Array.from({ length: wanted.version.web }, () => 'web')].map(
        (service) => `${project}-${service}`,
      ),
    ),
    ...leftovers(state),
    ...differs('networks', state.networks, [`${project}_back`, `${project}_front`]),
    ...differs('volumes', state.volumes, [`${project}_data`]),
    ...inside.flat(),
  ];
}

/** What is still there after a `down` that ended with 0, and what it took away that was not asked for. */
export async function complaintsAfterDown(
  engine: string,
  project: string,
  { data, withVolumes }: { readonly data: KeptData | undefined; readonly withVolumes: boolean },
): Promise<readonly string[]> {
  const state = await engineState(engine, project);
  const volume = `${project}_data`;
  return [
    ...differs(
      'containers',
      state.containers.map(({ name }) => name),
      [],
    ),
    ...leftovers(state),
    ...differs('networks', state.networks, []),
    ...(withVolumes ? differs('volumes', state.volumes, []) : []),
    ...(data ? differs('data', [await keptIn(engine, volume)], [data.content]) : []),
  ];
}

const leftovers = ({ containers, locks }: EngineState): readonly string[] => [
  ...containers.filter(({ name }) => TEMPORARY.test(name)).map(({ name }) => `temporary name: ${name}`),
  ...containers.filter(({ isHook }) => isHook).map(({ name }) => `container of a hook: ${name}`),
  ...locks.map((lock) => `lock: ${lock}`),
];

async function complaintsOf(
  engine: string,
  project: string,
  container: FoundContainer,
  { version, hasHooks, data }: Wanted,
): Promise<readonly string[]> {
  const { id, name, service, state, networks, volumes } = container;
  if (service !== 'db' && service !== 'web') return [];
  const wrong: string[] = [];
  if (state !== 'running') wrong.push(`${name} is ${state}`);
  if (!(await environmentOf(engine, id)).includes(`VERSION=${version.number}`))
    wrong.push(`${name} is not of version ${version.number}`);
  wrong.push(
    ...differs(
      `networks of ${name}`,
      networks,
      NETWORKS_OF[service].map((network) => `${project}_${network}`),
    ),
  );
  const expectFile = async (path: string, content: string): Promise<void> => {
    const found = await readIn(engine, id, path);
    if (found !== content) wrong.push(`${name}: ${path} has ${JSON.stringify(found)}, not "${content}"`);
  };
  if (hasHooks) await expectFile(HOOK_MARKS[service], 'done');
  if (service === 'web') return wrong;
  await expectFile('/run/secrets/token', TOKEN);
  if (!data) return wrong;
  for (const folder of DATA_FOLDERS) {
    // A container that was removed on purpose takes what has no name with it.
    if (folder === '/scratch' && data.scratch === undefined) continue;
    await expectFile(`${folder}/kept`, data.content);
  }
  if (data.scratch !== undefined && volumes.get('/scratch') !== data.scratch)
    wrong.push(`${name} has another volume at /scratch`);
  return wrong;
}

function differs(what: string, found: readonly string[], wanted: readonly string[]): readonly string[] {
  const [has, should] = [found, wanted].map((names) => names.toSorted().join(', ') || 'none');
  return has === should ? [] : [`${what}: ${has}; they should be: ${should}`];
}

/** Whether a plan has nothing to do. */
export async function complaintsOfPlan(
  workspace: Workspace,
  env: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const { code, stdout, stderr } = await workspace.gantry('plan --detailed-exitcode', env);
  return code === 0 ? [] : [`a plan after it ends with ${code}:\n${stdout}${stderr}`];
}
