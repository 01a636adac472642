import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { contextNames } from '../../engine/connection/context-names.ts';
import { dockerFiles, dockerFolder } from '../../engine/connection/docker-files.ts';
import { LABEL } from '../../model/labels.ts';
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
    contexts: async () => {
      const folder = dockerFolder(cli.environment.get('DOCKER_CONFIG'));
      return ['default', ...contextNames(dockerFiles(folder))];
    },
  };
}

/** As they are written: variables may be unset, files of variables missing, and values wrong. */
async function writtenServices(cli: Cli): Promise<TreeMap> {
  const { loadRequest } = await import('../files/load.ts');
  const { nodeFiles } = await import('../files/node-files.ts');
  const { loadTree } = await import('../../spec/load/load-tree.ts');
  const environment = new Map(cli.environment);
  environment.delete('COMPOSE_ENV_FILES');
  const request = {
    ...loadRequest(cli, { services: [], options: { interpolate: false } }),
    environment,
    envFiles: cli.globals.envFile.filter((path) => existsSync(resolve(cli.cwd, path))),
  };
  try {
    const { loaded } = await loadTree(request, nodeFiles, () => {});
    const services = loaded?.tree.services;
    return isMap(services) ? services : {};
  } catch {
    return {};
  }
}

async function runningProjects(cli: Cli): Promise<readonly string[]> {
  const engine = await cli.engine();
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('late')), PATIENCE_MS).unref();
  });
  const containers = await Promise.race([engine.listContainers([LABEL.project]), late]);
  return [...new Set(containers.flatMap(({ labels }) => labels[LABEL.project] ?? []))].sort();
}
