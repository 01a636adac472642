import type { Readable } from 'node:stream';
import type { Engine } from '../../engine/port/engine.ts';
import type { Created } from '../../engine/port/engine-answers.ts';
import { EngineError } from '../../engine/refusals/engine-error.ts';
import type { ContainerRequest } from '../../model/container-request.ts';
import { containerId } from '../../model/ids.ts';
import { EMPTY_IMAGE, loadEmptyImage } from './empty-image.ts';

export type VolumeEngine = Pick<
  Engine,
  'createContainer' | 'removeContainer' | 'getArchive' | 'putArchive' | 'loadImages' | 'removeImage'
>;

/** How a volume is reached. */
export interface VolumeAccess {
  readonly volume: string;
  readonly isReadOnly: boolean;
  /** The name of the container that it is reached through. One that was left of that name is removed before. */
  readonly through: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The folder that all files of the archive are in. Default: `volume`. */
  readonly folder?: string;
}

/** All files of a volume as one tar archive: with owners, modes, times, links, and the capabilities of programs. */
export interface VolumeFiles {
  read(): Promise<Readable>;
  /** What was there stays, unless it has the same name. */
  write(archive: Readable): Promise<void>;
}

/** Where the volume is in the container. */
const PLACE = 'volume';

/** Another command may remove the image as soon as nobody needs it. */
const ATTEMPTS = 5;

/**
 * Reaches a volume through a container that never runs, for as long as `work` takes. An engine mounts the volumes of such a one when its
 * files are asked for, and only then.
 *
 * Error: EngineError.
 */
export async function withVolume<Result>(
  engine: VolumeEngine,
  access: VolumeAccess,
  work: (files: VolumeFiles) => Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  const discard = () => engine.removeContainer(containerId(access.through), true);
  // One that was left when gantry was killed.
  await discard();
  const { id } = await createContainer(engine, access, signal);
  try {
    return await work({
      read: () => engine.getArchive(id, `/${access.folder ?? PLACE}`),
      // The first entry of the archive is the root of the volume: its owner and mode are part of it.
      write: (archive) => engine.putArchive(id, '/', archive),
    });
  } finally {
    await discard();
    // Another copy may need it.
    await engine.removeImage(EMPTY_IMAGE).catch(() => {});
  }
}

async function createContainer(
  engine: VolumeEngine,
  access: VolumeAccess,
  signal: AbortSignal,
  attempts = ATTEMPTS,
): Promise<Created> {
  try {
    return await engine.createContainer(access.through, requestFor(access), undefined);
  } catch (error) {
    if (!(error instanceof EngineError) || error.status !== 404 || attempts === 0) throw error;
    await loadEmptyImage(engine, signal);
    return createContainer(engine, access, signal, attempts - 1);
  }
}

const requestFor = ({ volume, isReadOnly, labels, folder = PLACE }: VolumeAccess): ContainerRequest => ({
  Image: EMPTY_IMAGE,
  // It has to have one.
  Cmd: ['never'],
  NetworkDisabled: true,
  Labels: labels,
  HostConfig: {
    NetworkMode: 'none',
    Mounts: [
      {
        Type: 'volume',
        Source: volume,
        Target: `/${folder}`,
        ReadOnly: isReadOnly,
        VolumeOptions: { NoCopy: true },
      },
    ],
  },
  NetworkingConfig: { EndpointsConfig: {} },
});
