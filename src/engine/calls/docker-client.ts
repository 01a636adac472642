import { Duplex, Readable } from 'node:stream';
import type Docker from 'dockerode';
import { InternalError } from '../../diagnostics/internal-error.ts';
import type { ContainerId } from '../../model/ids.ts';
import { type DockerodeModem, dockerodeModem, type SplitParameters } from '../connection/dockerode-modem.ts';
import type { Transport } from '../connection/transport.ts';

/** Of dockerode, but not in its types. */
declare module 'dockerode' {
  interface DockerOptions {
    readonly modem?: DockerodeModem;
  }
  interface ContainerCreateOptions extends SplitParameters {}
  interface ContainerAttachOptions extends SplitParameters {}
  interface ExecCreateOptions extends SplitParameters {}
  interface ExecStartOptions extends SplitParameters {}
  interface NetworkCreateOptions extends SplitParameters {}
  interface NetworkConnectOptions extends SplitParameters {}
  interface VolumeCreateOptions extends SplitParameters {}
  interface GetEventsOptions extends SplitParameters {}
  interface ListImagesOptions {
    readonly 'shared-size'?: boolean;
  }
}

/**
 * dockerode, loaded for the first call to the engine: many commands make none. It puts what it is given into paths as it
 * is, so the names of objects are encoded here. Ids stay as they are.
 */
export interface DockerClient {
  /** For lists, for what creates, and for events. */
  api(): Promise<Docker>;
  container(id: ContainerId): Promise<Docker.Container>;
  exec(id: string): Promise<Docker.Exec>;
  image(reference: string): Promise<Docker.Image>;
  network(name: string): Promise<Docker.Network>;
  volume(name: string): Promise<Docker.Volume>;
}

export function dockerClient(transport: Transport): DockerClient {
  let loading: Promise<Docker> | undefined;
  const load = async (): Promise<Docker> => {
    const { default: Dockerode } = await import('dockerode');
    return new Dockerode({ modem: dockerodeModem(transport) });
  };
  const api = (): Promise<Docker> => {
    loading ??= load();
    return loading;
  };
  return {
    api,
    container: async (id) => (await api()).getContainer(id),
    exec: async (id) => (await api()).getExec(id),
    image: async (reference) => (await api()).getImage(encodeURIComponent(reference)),
    network: async (name) => (await api()).getNetwork(encodeURIComponent(name)),
    volume: async (name) => (await api()).getVolume(encodeURIComponent(name)),
  };
}

/** A stream of the transport, of which dockerode's types promise less. */
export function readable(stream: NodeJS.ReadableStream): Readable {
  if (stream instanceof Readable) return stream;
  throw new InternalError('the modem gave no stream to read');
}

/** A connection of the transport, of which dockerode's types promise less. */
export function duplex(stream: NodeJS.ReadWriteStream): Duplex {
  if (stream instanceof Duplex) return stream;
  throw new InternalError('the modem gave no connection');
}
