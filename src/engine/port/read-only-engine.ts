import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from './engine.ts';

/** Which calls leave everything as it is. A member that is missing here does not compile. */
const READS: { readonly [member in keyof Engine]: boolean } = {
  endpoint: true,
  version: true,
  info: true,
  diskUsage: true,
  listContainers: true,
  listNetworks: true,
  listVolumes: true,
  listImages: true,
  inspectContainer: true,
  inspectImage: true,
  createContainer: false,
  startContainer: false,
  stopContainer: false,
  killContainer: false,
  pauseContainer: false,
  unpauseContainer: false,
  updateContainer: false,
  waitContainer: true,
  restartContainer: false,
  removeContainer: false,
  renameContainer: false,
  putFiles: false,
  containerChanges: true,
  statPath: true,
  getArchive: true,
  putArchive: false,
  attachContainer: false,
  resizeContainer: false,
  createExec: false,
  startExec: false,
  startDetachedExec: false,
  resizeExec: false,
  inspectExec: true,
  createNetwork: false,
  removeNetwork: false,
  connectNetwork: false,
  disconnectNetwork: false,
  createVolume: false,
  removeVolume: false,
  volumeSizes: true,
  containerHistory: true,
  removeImage: false,
  pruneImages: false,
  resolveDigest: true,
  pullImage: false,
  pushImage: false,
  buildImage: false,
  subscribe: true,
  logs: true,
  history: true,
  topContainer: true,
  stats: true,
  listImageSummaries: true,
  exportContainer: true,
  saveImages: true,
  loadImages: false,
  tagImage: false,
  commitContainer: false,
  // What manages it changes it, too.
  swarm: false,
  close: true,
};

/**
 * The same engine for who only looks: a call that would change something is not made, whoever asks for it and why.
 *
 * Error: UserError `bad-usage`, of each such call.
 */
export function readOnlyEngine(engine: Engine): Engine {
  return new Proxy(engine, {
    get(target, member) {
      if (!isMember(member)) return undefined;
      if (!READS[member]) return refuse(member);
      const value: unknown = Reflect.get(target, member, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

// A promise is asked for `then`, which an engine does not have.
const isMember = (member: string | symbol): member is keyof Engine =>
  typeof member === 'string' && Object.hasOwn(READS, member);

const refuse = (member: string) => async (): Promise<never> => {
  throw new UserError('bad-usage', `nothing may be changed here, and ${member} would change something`);
};
