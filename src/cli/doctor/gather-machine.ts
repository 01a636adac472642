import { statfs } from 'node:fs/promises';
import { homedir, release } from 'node:os';
import { dockerFiles, dockerFolder } from '../../engine/connection/docker-files.ts';
import { findAddress } from '../../engine/connection/find-address.ts';
import { isLocal } from '../../engine/connection/is-local.ts';
import type { Engine } from '../../engine/port/engine.ts';
import type { EngineInfo, EngineVersion } from '../../engine/port/engine-answers.ts';
import { unlessStatus } from '../../engine/refusals/engine-error.ts';
import type { ObservedNetwork } from '../../model/observed.ts';
import type { Project } from '../../model/project.ts';
import { mapParallel } from '../../util/map-parallel.ts';
import { readText } from '../../util/read-text.ts';
import { routesOfOthers } from './check-subnets.ts';
import { findDaemon } from './daemon-settings.ts';
import {
  type ContainerLog,
  kindOf,
  type MachineFacts,
  type PublishedPort,
  type Space,
} from './machine-facts.ts';
import { readPortRange, readSwap } from './proc-files.ts';
import { isEnabledAtBoot, isSynchronised } from './systemd.ts';

/** Looks at everything that the rules about machines are asked over. Only for `prod` at what takes many calls. */
export async function gatherMachine(
  engine: Engine,
  { version, info }: { readonly version: EngineVersion; readonly info: EngineInfo },
  environment: ReadonlyMap<string, string>,
  asked: { readonly withLogs: boolean; readonly project: Project | undefined },
): Promise<MachineFacts> {
  const kind = kindOf(version, info);
  // A virtual machine has a kernel of its own, also where its socket is on this machine.
  const isHere = isLocal(engine) && kind !== 'desktop' && info.kernel === release();
  const daemon = isHere && kind !== 'podman' ? findDaemon(info.rootDir) : undefined;
  const networks = await engine.listNetworks();
  const [space, logs, clock, boot] = await Promise.all([
    isHere ? spaceOf(info.rootDir) : undefined,
    asked.withLogs ? logsOf(engine) : [],
    isHere ? isSynchronised() : undefined,
    isHere && kind === 'docker' ? isEnabledAtBoot() : undefined,
  ]);
  const ephemeral = isHere ? readPortRange(readText) : undefined;
  const swap = isHere ? readSwap(readText('/proc/meminfo') ?? '') : undefined;
  return {
    version,
    info,
    kind,
    endpoint: engine.endpoint,
    usesTls: usesTls(engine, environment),
    networks,
    routes: isHere ? routesOfMachine(networks) : [],
    logs,
    published: asked.project ? publishedBy(asked.project) : [],
    ...(daemon && { daemon }),
    ...(space && { space }),
    ...(ephemeral && { ephemeral }),
    ...(swap && { swap }),
    ...(clock !== undefined && { isClockSynchronised: clock }),
    ...(boot !== undefined && { startsAtBoot: boot }),
  };
}

/** undefined: the folder is not on this machine. */
async function spaceOf(folder: string): Promise<Space | undefined> {
  try {
    const { bavail, blocks, bsize, ffree, files } = await statfs(folder);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize, freeInodes: ffree, totalInodes: files };
  } catch {
    return undefined;
  }
}

const INSPECTIONS_AT_A_TIME = 8;
/** On an engine with more containers than these, the first ones stand for all. */
const MOST_INSPECTED = 200;

async function logsOf(engine: Engine): Promise<readonly ContainerLog[]> {
  const running = (await engine.listContainers([])).filter(({ state }) => state === 'running');
  const logs = await mapParallel(
    running.slice(0, MOST_INSPECTED),
    INSPECTIONS_AT_A_TIME,
    async ({ id, name }) => {
      const details = await engine.inspectContainer(id).catch(unlessStatus(404));
      const config = details?.settings.HostConfig.LogConfig;
      if (!config) return [];
      const maxSize = config.Config?.['max-size'];
      return [{ container: name, driver: config.Type, ...(maxSize !== undefined && { maxSize }) }];
    },
  );
  return logs.flat();
}

const routesOfMachine = (networks: readonly ObservedNetwork[]) =>
  routesOfOthers(networks).map(({ range }) => range);

function usesTls({ endpoint }: Engine, environment: ReadonlyMap<string, string>): boolean {
  if (!/^(?:tcp|http):/.test(endpoint)) return true;
  const files = dockerFiles(dockerFolder(environment.get('DOCKER_CONFIG'), homedir()));
  return findAddress(environment, homedir(), files).tls !== undefined;
}

/** Ports that the files name; of a range the engine takes any, and another one when one is taken. */
function publishedBy({ services }: Project): readonly PublishedPort[] {
  return [...services.values()].flatMap(({ name, ports }) =>
    ports.flatMap(({ published = '' }) =>
      /^[1-9]\d*$/.test(published) ? [{ service: name, port: Number(published) }] : [],
    ),
  );
}
