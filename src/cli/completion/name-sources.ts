import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { contextNames } from '../../engine/connection/context-names.ts';
import { dockerFiles, dockerFolder } from '../../engine/connection/docker-files.ts';
import { LABEL } from '../../model/labels.ts';
import type { ObservedContainer } from '../../model/observed.ts';
import { isMap, type TreeMap } from '../../spec/tree/tree.ts';
import type { Cli } from '../context/cli.ts';
import type { NameSources } from './complete.ts';

/** An engine that is far away, or hangs, must not stop the typing. */
const PATIENCE_MS = 1500;

export function nameSources(cli: Cli): NameSources {
  return {
    services: async () => Object.keys(await writtenServices(cli)),
    profiles: async () => {
      const services = Object.values(await writtenServices(cli));
      const profiles = services.flatMap((service) => (isMap(service) ? (service.profiles ?? []) : []));
      return [...new Set(profiles.filter((profile) => typeof profile === 'string'))].sort();
    },
    projects: () => runningProjects(cli).catch(() => []),
    instances: () => instancesHere(cli).catch(() => []),
    contexts: async () => {
      const folder = dockerFolder(cli.environment.get('DOCKER_CONFIG'));
      return ['default', ...contextNames(dockerFiles(folder))];
    },
  };
}

/** As they are written: variables may be unset, files of variables missing, and values wrong. */
const writtenServices = async (cli: Cli): Promise<TreeMap> => (await readWritten(cli)).services;

interface Written {
  readonly services: TreeMap;
  /** Of the project itself, also where an instance of it is meant. Absent: nothing says. */
  readonly name?: string;
}

async function readWritten(cli: Cli): Promise<Written> {
  const { loadRequest } = await import('../files/load.ts');
  const { nodeFiles } = await import('../files/node-files.ts');
  const { loadTree } = await import('../../spec/load/load-tree.ts');
  const environment = new Map(cli.environment);
  environment.delete('COMPOSE_ENV_FILES');
  // Nobody waits for another machine after a Tab.
  const { fetchRemote: _, ...asked } = loadRequest(cli, { services: [], options: { interpolate: false } });
  const request = {
    ...asked,
    environment,
    envFiles: cli.globals.envFile.filter((path) => existsSync(resolve(cli.cwd, path))),
  };
  let name: string | undefined;
  const onName = async (project: string) => {
    name = project;
    return undefined;
  };
  try {
    const { loaded } = await loadTree(request, nodeFiles, () => {}, { onName });
    const services = loaded?.tree.services;
    return { services: isMap(services) ? services : {}, ...(name !== undefined && { name }) };
  } catch {
    return { services: {} };
  }
}

async function runningProjects(cli: Cli): Promise<readonly string[]> {
  const containers = await containersWith(cli, LABEL.project);
  return [...new Set(containers.flatMap(({ labels }) => labels[LABEL.project] ?? []))].sort();
}

async function instancesHere(cli: Cli): Promise<readonly string[]> {
  const { name } = await readWritten(cli);
  const of = name === undefined ? LABEL.instance : `${LABEL.instanceOf}=${name}`;
  const containers = await containersWith(cli, of);
  return [...new Set(containers.flatMap(({ labels }) => labels[LABEL.instance] ?? []))].sort();
}

async function containersWith(cli: Cli, label: string): Promise<readonly ObservedContainer[]> {
  const engine = await cli.engine();
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('late')), PATIENCE_MS).unref();
  });
  return Promise.race([engine.listContainers([label]), late]);
}
