import { ask } from '../../scripts/setup/engine-api.ts';
import { listAt, textAt } from '../../scripts/setup/json.ts';
import { docker, ENGINE } from '../support/gantry.ts';
import { EMPTY } from './data-scenarios.ts';
import { engineState } from './engine-state.ts';

export interface FoundVolume {
  readonly name: string;
  /** Of the file `kept`; EMPTY: there is none. */
  readonly content: string;
  /** A container of a service has it. */
  readonly isUsed: boolean;
  /** The volume of which it says that it is in the trash. Absent: it says nothing. */
  readonly marks: string | undefined;
}

/** All that commands of a project may have made, whatever label it has, read without the program under test. */
export async function volumesOf(project: string): Promise<readonly FoundVolume[]> {
  const { containers } = await engineState(ENGINE, project);
  const used = new Set(containers.flatMap(({ volumes }) => [...volumes.values()]));
  const found = (await listed('/volumes', 'Volumes')).flatMap((volume) => {
    const name = textAt(volume, 'Name') ?? '';
    const isOwn =
      name.startsWith(`${project}_`) || used.has(name) || JSON.stringify(volume).includes(`"${project}"`);
    const isMark = textAt(volume, 'Labels', 'gantry.trash.created') !== undefined;
    const marks = isMark ? textAt(volume, 'Labels', 'gantry.trash') : undefined;
    return isOwn ? [{ name, marks, isUsed: used.has(name) }] : [];
  });
  const contents = contentsOf(found.map(({ name }) => name));
  return found.map((volume, at) => ({ ...volume, content: contents[at] ?? EMPTY }));
}

/** Names of containers that are there to reach volumes. */
export async function helpersOf(project: string): Promise<readonly string[]> {
  return (await listed('/containers/json?all=1')).flatMap((container) => {
    const name = String(listAt(container, 'Names')[0]).slice(1);
    return name.startsWith(`${project}_`) ? [name] : [];
  });
}

async function listed(path: string, ...at: readonly string[]): Promise<readonly unknown[]> {
  const { body } = await ask(ENGINE, 'GET', path);
  return listAt(JSON.parse(body), ...at);
}

function contentsOf(names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  const look = names.map((_, at) => `cat /v/${at}/kept 2>/dev/null || echo ${EMPTY}`).join(';');
  const mounts = names.flatMap((name, at) => ['-v', `${name}:/v/${at}:ro`]);
  const text = docker('run', '--rm', '--network', 'none', ...mounts, 'busybox', 'sh', '-c', look);
  const lines = text.split('\n');
  // An engine that is busy may lose the output of a container that ends at once.
  return lines.length === names.length ? lines : contentsOf(names);
}
