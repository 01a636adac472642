import { randomBytes } from 'node:crypto';
import type { Cli } from '../context/cli.ts';
import { ownedByThisProcess } from '../instances/owner.ts';

/** One run of `test`. */
export interface RunName {
  /** What its instances are called: `test-1f2e3d4c`, `test-1f2e3d4c-2`. */
  readonly instance: string;
  /** Of the folder of its results: sorted by name they are in the order of time. */
  readonly folder: string;
}

export function newRunName(now: Date): RunName {
  const id = randomBytes(4).toString('hex');
  const time = now
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replaceAll(/[-:]/g, '')
    .replace('T', '-');
  return { instance: `test-${id}`, folder: `${time}-${id}` };
}

interface InstanceSettings {
  readonly name: string;
  /** Its end is not the end of this process. */
  readonly isKept: boolean;
  /** For the files, over those of the environment. */
  readonly variables: ReadonlyMap<string, string>;
}

/** The same, about an instance of its own. */
export function inInstance(cli: Cli, { name, isKept, variables }: InstanceSettings): Cli {
  return {
    ...cli,
    environment: new Map([...cli.environment, ...variables]),
    globals: {
      ...cli.globals,
      instance: name,
      ...(!isKept && { instanceOwner: ownedByThisProcess() }),
    },
  };
}
