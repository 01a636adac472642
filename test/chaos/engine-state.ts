import { execFile } from 'node:child_process';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { pack } from 'tar-stream';
import { ask } from '../../scripts/setup/engine-api.ts';
import { listAt, textAt } from '../../scripts/setup/json.ts';
import { LABEL } from '../../src/model/labels.ts';

export interface FoundContainer {
  readonly id: string;
  readonly name: string;
  readonly service: string;
  /** `running`, `paused`, `exited`, … */
  readonly state: string;
  readonly isOneOff: boolean;
  readonly isHook: boolean;
  readonly networks: readonly string[];
  /** The volume at a folder, by name. */
  readonly volumes: ReadonlyMap<string, string>;
}

/** All that an engine has of a project, read without the program under test. */
export interface EngineState {
  readonly containers: readonly FoundContainer[];
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
  readonly locks: readonly string[];
}

export async function engineState(engine: string, project: string): Promise<EngineState> {
  const labelled = (label: string): string => encodeURIComponent(JSON.stringify({ label: [label] }));
  const ours = labelled(`${LABEL.project}=${project}`);
  const locks = labelled(`gantry.lock.project=${project}`);
  const names = async (path: string, ...at: readonly string[]): Promise<readonly string[]> =>
    listAt(await read(engine, path), ...at).map((item) => textAt(item, 'Name') ?? '');
  const [containers, networks, volumes, lockVolumes] = await Promise.all([
    read(engine, `/containers/json?all=1&filters=${ours}`),
    names(`/networks?filters=${ours}`),
    names(`/volumes?filters=${ours}`, 'Volumes'),
    names(`/volumes?filters=${locks}`, 'Volumes'),
  ]);
  return {
    containers: listAt(containers)
      .map(foundContainer)
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    networks: networks.toSorted(),
    volumes: volumes.toSorted(),
    locks: lockVolumes,
  };
}

function foundContainer(item: unknown): FoundContainer {
  const label = (name: string): string | undefined => textAt(item, 'Labels', name);
  const [name] = listAt(item, 'Names');
  const settings: unknown = item instanceof Object ? Reflect.get(item, 'NetworkSettings') : undefined;
  const joined: unknown = settings instanceof Object ? Reflect.get(settings, 'Networks') : undefined;
  return {
    id: textAt(item, 'Id') ?? '',
    name: typeof name === 'string' ? name.slice(1) : '',
    service: label(LABEL.service) ?? '',
    state: textAt(item, 'State') ?? '',
    isOneOff: label(LABEL.oneOff) === 'True',
    isHook: label(LABEL.hook) !== undefined,
    networks: Object.keys(joined ?? {}).toSorted(),
    volumes: new Map(
      listAt(item, 'Mounts').map((mount) => [
        textAt(mount, 'Destination') ?? '',
        textAt(mount, 'Name') ?? '',
      ]),
    ),
  };
}

/** The variables of a container. */
export async function environmentOf(engine: string, id: string): Promise<readonly unknown[]> {
  return listAt(await read(engine, `/containers/${id}/json`), 'Config', 'Env');
}

/** A small file of text in a container, running or not. Undefined: there is none. */
export async function readIn(engine: string, id: string, path: string): Promise<string | undefined> {
  const { status, body } = await ask(engine, 'GET', `/containers/${id}/archive?path=${path}`);
  if (status === 404) return undefined;
  // One block of a tar archive for the name, then the content, which is as long as we wrote it.
  return body.slice(512).replace(/[\0\n].*$/s, '');
}

/** Puts the file `kept` into a folder of a container. */
export async function keep(engine: string, id: string, folder: string, content: string): Promise<void> {
  const archive = pack();
  archive.entry({ name: 'kept', mode: 0o644 }, content);
  archive.finalize();
  const { status, body } = await ask(
    engine,
    'PUT',
    `/containers/${id}/archive?path=${folder}`,
    await buffer(archive),
  );
  if (status !== 200) throw new Error(`cannot keep data in ${folder}: ${body}`);
}

/** What the file `kept` of a volume says; nobody has the volume. */
export async function keptIn(engine: string, volume: string): Promise<string> {
  const { status } = await ask(engine, 'GET', `/volumes/${volume}`);
  if (status === 404) return `no volume ${volume}`;
  const words = ['run', '--rm', '--volume', `${volume}:/v`, 'busybox', 'cat', '/v/kept'];
  const { stdout } = await promisify(execFile)('docker', words, {
    env: { ...process.env, DOCKER_HOST: engine },
  });
  return stdout;
}

/** Volumes without a name that containers of the project have. */
export const withoutName = ({ containers }: EngineState): readonly string[] =>
  containers.flatMap(({ volumes }) => [...volumes.values()].filter((name) => /^[0-9a-f]{64}$/.test(name)));

async function read(engine: string, path: string): Promise<unknown> {
  const { status, body } = await ask(engine, 'GET', path);
  if (status !== 200) throw new Error(`the engine answers ${status} to ${path}: ${body}`);
  return JSON.parse(body);
}
