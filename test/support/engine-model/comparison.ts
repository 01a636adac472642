import { expect } from 'vitest';
import type { HostConfig } from '../../../src/model/container-request.ts';
import { LABEL } from '../../../src/model/labels.ts';
import { isAnonymousVolume } from '../../../src/util/is-anonymous-volume.ts';
import { docker } from '../gantry.ts';
import { sorted, type World } from './objects.ts';

/** What the model and the engine are compared by; names that an engine makes up are numbers here. */
interface Picture {
  readonly containers: readonly ContainerPicture[];
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
}

interface ContainerPicture {
  readonly name: string;
  readonly id: string;
  /** Another one after every start. */
  readonly run: string;
  readonly state: string;
  readonly hasEndedWell: boolean;
  readonly limits: readonly (number | string)[];
  readonly networks: readonly string[];
  readonly mounts: readonly string[];
  readonly lenders: readonly string[];
}

/** Holds the model of an engine beside the engine, for one project. */
export class Comparison {
  readonly #project: string;
  readonly #real = new Numbers();
  readonly #model = new Numbers();

  constructor(project: string) {
    this.#project = project;
  }

  /** Who is which is remembered: what was replaced on one side has to have been replaced on the other. */
  expectEqual(world: World): void {
    expect(pictureOfEngine(this.#project, this.#real)).toEqual(
      pictureOfModel(world, this.#project, this.#model),
    );
  }
}

/** Numbers names in the order in which they are met. */
class Numbers {
  readonly #known = new Map<string, string>();

  of(name: string): string {
    const number = this.#known.get(name) ?? `#${this.#known.size + 1}`;
    this.#known.set(name, number);
    return number;
  }
}

function pictureOfModel(world: World, project: string, numbers: Numbers): Picture {
  const own = sorted(world).filter(({ request }) => request.Labels[LABEL.project] === project);
  return {
    containers: own.map(({ id, name, state, exitCode, request, startedAt, networks, mounts }) => ({
      name,
      id: numbers.of(id),
      run: numbers.of(`${id} ${startedAt}`),
      state,
      hasEndedWell: state === 'exited' && exitCode === 0,
      limits: limits(request.HostConfig),
      networks: [...networks]
        .sort(byName)
        .map(([network, { networkId, request: asked }]) =>
          endpoint(network, networkId && numbers.of(networkId), asked.Aliases ?? [], [
            asked.IPAMConfig?.IPv4Address,
            state === 'running' ? asked.MacAddress : undefined,
          ]),
        ),
      mounts: mounts
        .filter(({ type }) => type === 'volume')
        .sort((a, b) => (a.target < b.target ? -1 : 1))
        .map(({ name: volume, target }) => mount(numbers, volume, target)),
      lenders: lenders(request.HostConfig, numbers),
    })),
    networks: [...world.networks.values()].map(({ name }) => name).sort(),
    volumes: namedOf(world.volumes.keys()),
  };
}

function pictureOfEngine(project: string, numbers: Numbers): Picture {
  const all = inspect(docker('ps', '-aq', '--filter', `label=${LABEL.project}=${project}`));
  const containers = all.toSorted((a, b) => (a.Name < b.Name ? -1 : 1));
  return {
    containers: containers.map(({ Id, Name, State, HostConfig, NetworkSettings, Mounts }) => ({
      name: Name.slice(1),
      id: numbers.of(Id),
      run: numbers.of(`${Id} ${State.StartedAt}`),
      state: State.Status,
      hasEndedWell: State.Status === 'exited' && State.ExitCode === 0,
      limits: limits(HostConfig),
      networks: Object.entries(NetworkSettings.Networks)
        .filter(([network]) => network !== 'none')
        .sort(byName)
        .map(([network, { NetworkID, Aliases, IPAMConfig, MacAddress }]) =>
          endpoint(network, NetworkID && numbers.of(NetworkID), Aliases ?? [], [
            IPAMConfig?.IPv4Address,
            // Others are made up by the engine.
            State.Status === 'running' && MacAddress.startsWith('02:00:00:00') ? MacAddress : undefined,
          ]),
        ),
      mounts: Mounts.filter(({ Type }) => Type === 'volume')
        .sort((a, b) => (a.Destination < b.Destination ? -1 : 1))
        .map(({ Name: volume, Destination }) => mount(numbers, volume, Destination)),
      lenders: lenders(HostConfig, numbers),
    })),
    networks: docker('network', 'ls', '--filter', `name=${project}`, '--format', '{{.Name}}')
      .split('\n')
      .sort(),
    volumes: namedOf(docker('volume', 'ls', '-q', '--filter', `name=${project}`).split('\n')),
  };
}

/** What is looked at of `docker inspect`. */
interface Inspected {
  readonly Id: string;
  readonly Name: string;
  readonly State: { readonly Status: string; readonly ExitCode: number; readonly StartedAt: string };
  readonly HostConfig: HostConfig;
  readonly NetworkSettings: {
    readonly Networks: Readonly<
      Record<
        string,
        {
          readonly NetworkID: string;
          readonly MacAddress: string;
          readonly Aliases: readonly string[] | null;
          readonly IPAMConfig: { readonly IPv4Address?: string } | null;
        }
      >
    >;
  };
  readonly Mounts: readonly { readonly Type: string; readonly Name: string; readonly Destination: string }[];
}

function inspect(ids: string): readonly Inspected[] {
  const known = ids.split('\n').filter(Boolean);
  return known.length === 0 ? [] : JSON.parse(docker('inspect', ...known));
}

const limits = ({
  Memory,
  MemorySwap,
  PidsLimit,
  RestartPolicy,
}: HostConfig): readonly (number | string)[] => [
  Memory || 0,
  MemorySwap || 0,
  PidsLimit || 0,
  RestartPolicy?.Name || 'no',
];

/** Numbers are given in this order. */
const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

/** An engine adds the beginning of the id to the aliases. */
const endpoint = (
  name: string,
  id: string,
  aliases: readonly string[],
  addresses: readonly (string | undefined)[],
): string =>
  [name, id, ...aliases.filter((alias) => !/^[0-9a-f]{12}$/.test(alias)).sort(), ...addresses]
    .filter(Boolean)
    .join(' ');

const mount = (numbers: Numbers, volume: string | undefined, target: string): string =>
  `${target} ${volume !== undefined && isAnonymousVolume(volume) ? numbers.of(volume) : volume}`;

const lenders = ({ NetworkMode, IpcMode, PidMode }: HostConfig, numbers: Numbers): readonly string[] =>
  [NetworkMode, IpcMode, PidMode].map((mode) => {
    const id = /^container:(.*)/.exec(mode ?? '')?.[1];
    return id === undefined ? '' : numbers.of(id);
  });

const namedOf = (volumes: Iterable<string>): readonly string[] =>
  [...volumes].filter((name) => name !== '' && !isAnonymousVolume(name)).sort();
