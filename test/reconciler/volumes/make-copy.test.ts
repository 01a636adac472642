import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { EngineEvent } from '../../../src/engine/port/engine-answers.ts';
import { EngineError } from '../../../src/engine/refusals/engine-error.ts';
import type { ContainerRequest, VolumeRequest } from '../../../src/model/container-request.ts';
import { containerId } from '../../../src/model/ids.ts';
import { LABEL } from '../../../src/model/labels.ts';
import type { ObservedContainer } from '../../../src/model/observed.ts';
import { type CopyEngine, makeCopy } from '../../../src/reconciler/volumes/make-copy.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const mounts = [{ type: 'volume', name: 'main_data', source: '', target: '/x' }];
const request: VolumeRequest = { Name: 'app_data', Labels: { [LABEL.project]: 'app' } };

interface Faults {
  /** Called when the copy is written. */
  readonly onWrite?: (engine: World) => void;
  readonly writeFails?: boolean;
  /** What the copy has instead. */
  readonly garbles?: string;
  readonly keepsVolume?: boolean;
  readonly running?: readonly ObservedContainer[];
}

/** Volumes with one text each, and containers that only reach them. */
class World implements CopyEngine {
  readonly volumes = new Map<string, string>([['main_data', 'all of it']]);
  readonly labels = new Map<string, VolumeRequest['Labels']>();
  readonly containers = new Map<string, ContainerRequest>();
  readonly seen: string[] = [];
  hasImage = false;
  running: readonly ObservedContainer[];
  tell: (event: EngineEvent) => void = () => {};
  readonly #faults: Faults;

  constructor(faults: Faults = {}) {
    this.#faults = faults;
    this.running = faults.running ?? [];
  }

  listVolumes = async () =>
    [...this.volumes.keys()].map((name) => ({ name, driver: 'local', labels: this.labels.get(name) ?? {} }));
  createVolume = async ({ Name, Labels }: VolumeRequest) => {
    if (!this.volumes.has(Name)) this.volumes.set(Name, '');
    this.labels.set(Name, Labels);
    return Labels;
  };
  removeVolume = async (name: string) => {
    const users = [...this.containers.values()].map(({ HostConfig }) => HostConfig.Mounts?.[0]?.Source);
    if (this.#faults.keepsVolume || users.includes(name))
      throw new EngineError('in-use', `${name} is in use`);
    this.volumes.delete(name);
  };
  createContainer = async (name: string, container: ContainerRequest) => {
    if (!this.hasImage) throw new EngineError('engine-refused', 'No such image', { status: 404 });
    this.containers.set(name, container);
    return { id: containerId(name), warnings: [] };
  };
  removeContainer = async (id: string) => void this.containers.delete(id);
  loadImages = async (archive: Readable) => {
    await archive.toArray();
    this.hasImage = true;
  };
  removeImage = async () => {
    this.hasImage = this.containers.size > 0;
  };
  getArchive = async (id: string) => Readable.from([Buffer.from(this.volumes.get(this.#volumeOf(id)) ?? '')]);
  putArchive = async (id: string, _: string, archive: Readable | Buffer) => {
    const parts: unknown[] = await Readable.from(archive).toArray();
    this.seen.push(...this.volumes.keys());
    this.#faults.onWrite?.(this);
    if (this.#faults.writeFails) throw new EngineError('no-space', 'no space left on device');
    this.volumes.set(this.#volumeOf(id), this.#faults.garbles ?? parts.join(''));
  };
  listContainers = async () => this.running;
  inspectContainer = new RecordingEngine({ inspect: (id) => ({ name: `${id}`, mounts }) }).inspectContainer;
  subscribe = async (_: readonly string[], onEvent: (event: EngineEvent) => void) => {
    this.tell = onEvent;
    return { ended: Promise.resolve(), close: () => {} };
  };

  #volumeOf(id: string): string {
    return this.containers.get(id)?.HostConfig.Mounts?.[0]?.Source ?? '';
  }
}

const copyIn = (world: World, more: { readonly replacesHalf?: true } = {}, signal?: AbortSignal) =>
  makeCopy(
    { source: 'main_data', request, ...more },
    { engine: world, signal: signal ?? new AbortController().signal, onProgress: () => {} },
  );

/** Neither half a copy, nor what says so, nor what was needed for it. */
function expectNothingLeft(world: World): void {
  expect([...world.volumes.keys()]).toEqual(['main_data']);
  expect(world.containers.size).toBe(0);
  expect(world.hasImage).toBe(false);
}

describe('makeCopy()', () => {
  test('makes the volume with the content and its labels, and leaves nothing else', async () => {
    const world = new World();
    await copyIn(world);
    expect(Object.fromEntries(world.volumes)).toEqual({ main_data: 'all of it', app_data: 'all of it' });
    expect(world.labels.get('app_data')).toEqual(request.Labels);
    expect(world.containers.size).toBe(0);
    expect(world.hasImage).toBe(false);
  });

  test('says that it is half a copy for as long as it is', async () => {
    const world = new World();
    await copyIn(world);
    expect(world.seen).toEqual(['main_data', 'app_data_copying', 'app_data']);
  });

  test('reaches the source only to read, and populates neither from an image', async () => {
    const seen: (readonly unknown[] | undefined)[] = [];
    const world = new World({
      onWrite: ({ containers }) => {
        for (const { HostConfig } of containers.values()) seen.push(HostConfig.Mounts);
      },
    });
    await copyIn(world);
    const mount = { Type: 'volume', Target: '/volume', VolumeOptions: { NoCopy: true } };
    expect(seen).toEqual([
      [{ ...mount, Source: 'main_data', ReadOnly: true }],
      [{ ...mount, Source: 'app_data', ReadOnly: false }],
    ]);
  });

  test('takes everything back when the disk is full', async () => {
    const world = new World({ writeFails: true });
    await expect(copyIn(world)).rejects.toMatchObject({ code: 'no-space' });
    expectNothingLeft(world);
  });

  test('takes everything back when the copy has another checksum', async () => {
    const world = new World({ garbles: 'most of it' });
    await expect(copyIn(world)).rejects.toMatchObject({ code: 'copy-failed' });
    expectNothingLeft(world);
  });

  test('takes everything back when it is interrupted', async () => {
    const abort = new AbortController();
    const world = new World({ onWrite: () => abort.abort() });
    await expect(copyIn(world, {}, abort.signal)).rejects.toThrow(/abort/i);
    expectNothingLeft(world);
  });

  test('leaves what says that it is half a copy, if half a copy has to stay', async () => {
    const world = new World({ writeFails: true, keepsVolume: true });
    await expect(copyIn(world)).rejects.toMatchObject({ code: 'no-space' });
    expect([...world.volumes.keys()]).toEqual(['main_data', 'app_data_copying', 'app_data']);
  });

  test('does not begin while somebody may write into the source', async () => {
    const world = new World({ running: [anObservedContainer('db', { mounts })] });
    await expect(copyIn(world)).rejects.toMatchObject({ code: 'source-in-use' });
    expectNothingLeft(world);
  });

  test.each<[string, (world: World) => void]>([
    ['still runs', (world) => (world.running = [anObservedContainer('db', { mounts })])],
    [
      'has ended by then',
      ({ tell }) =>
        tell({ container: containerId('job'), labels: {}, name: 'job', action: 'start', timeMs: 0 }),
    ],
  ])('throws a copy away during which somebody was started who may write and %s', async (_, onWrite) => {
    const world = new World({ onWrite });
    await expect(copyIn(world)).rejects.toMatchObject({ code: 'copy-failed' });
    expectNothingLeft(world);
  });

  test('copies nothing into a volume that is there by now', async () => {
    const world = new World();
    world.volumes.set('app_data', "somebody's");
    await expect(copyIn(world)).rejects.toMatchObject({ code: 'copy-failed' });
    expect(world.volumes.get('app_data')).toBe("somebody's");
  });

  test('does not take a source that is gone for one that is empty', async () => {
    const world = new World();
    world.volumes.delete('main_data');
    await expect(copyIn(world)).rejects.toMatchObject({ code: 'copy-failed' });
    expect(world.volumes.size).toBe(0);
  });

  test('begins anew where a killed one has left half a copy and its containers', async () => {
    let isKilled = false;
    const unlessKilled = <Result>(result: () => Result): Result => {
      if (isKilled) throw new Error('killed');
      return result();
    };
    const killed = new World({
      onWrite: () => {
        isKilled = true;
        throw new Error('killed');
      },
    });
    const { removeVolume, removeContainer } = killed;
    killed.removeVolume = async (name) => unlessKilled(() => removeVolume(name));
    killed.removeContainer = async (id) => unlessKilled(() => removeContainer(id));
    await expect(copyIn(killed)).rejects.toThrow('killed');
    expect(killed.volumes.size).toBe(3);
    expect(killed.containers.size).toBe(2);

    const world = new World();
    for (const [name, text] of killed.volumes) world.volumes.set(name, text);
    for (const [name, container] of killed.containers) world.containers.set(name, container);
    await copyIn(world, { replacesHalf: true });
    expect(Object.fromEntries(world.volumes)).toEqual({ main_data: 'all of it', app_data: 'all of it' });
    expect(world.containers.size).toBe(0);
  });
});
