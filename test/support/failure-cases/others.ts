import { setTimeout as sleep } from 'node:timers/promises';
import { startEngineProxy } from '../engine-proxy.ts';
import { type Case, removeOther, service, startOther } from './case.ts';

const running = service('command: sleep 1h, init: true');

/** The files, the engine, and what stands in the way of `down`. */
export const OTHERS: Readonly<Record<string, Case>> = {
  'an env file is missing': { file: service('command: sleep 1h, env_file: nosuch.env'), makesNothing: true },
  'services need one another': {
    file: `services:
  app: {image: busybox, depends_on: [db]}
  db: {image: busybox, depends_on: [app]}
`,
    makesNothing: true,
  },
  'a variable that must be set is not': {
    file: service('command: sleep 1h').replace('busybox', '"${IMG:?name it}"'),
  },
  'the file is no YAML': { file: 'services:\n  app: {image: busybox\n', makesNothing: true },
  'an attribute is misspelt': { file: service('comand: sleep 1h'), makesNothing: true },
  'no engine answers': {
    file: running,
    env: { DOCKER_HOST: 'unix:///run/gt-no-such-engine.sock' },
    makesNothing: true,
  },
  'nothing listens where the engine is said to be': {
    file: running,
    env: { DOCKER_HOST: 'tcp://127.0.0.1:9' },
    makesNothing: true,
  },
  'there is no such context': {
    file: running,
    env: { DOCKER_HOST: '', DOCKER_CONTEXT: 'gt-nosuch' },
    makesNothing: true,
  },
  'the engine is asked in a version that it does not speak': {
    file: running,
    env: { DOCKER_API_VERSION: '1.99' },
    makesNothing: true,
  },
  'up --scale: there is no such service': {
    file: running,
    words: 'up -d --scale ap=2',
    makesNothing: true,
  },
  'there is no such service': { file: running, words: 'up -d ap', makesNothing: true },
  'down -v: a container of somebody else uses the volume': {
    file: service('command: sleep 1h, init: true, volumes: ["data:/data"]', 'volumes: {data: {}}\n'),
    before: ['up -d'],
    meanwhile: (workspace) => startOther(workspace, '-v', `${workspace.project}_data:/d`),
    afterwards: removeOther,
    words: 'down -v -t 0',
    code: 0,
  },
  'down: a container of somebody else is in the network': {
    file: running,
    before: ['up -d'],
    meanwhile: (workspace) => startOther(workspace, '--network', `${workspace.project}_default`),
    afterwards: removeOther,
    words: 'down -t 0',
    code: 0,
  },
};

/** The engine goes away while others wait. */
export async function goneEngine(): Promise<Case & { readonly close: () => Promise<void> }> {
  const proxy = await startEngineProxy();
  return {
    file: service(
      'command: sleep 1h, init: true, healthcheck: {test: "exit 1", interval: 1s, retries: 1000}',
    ),
    words: 'up --wait',
    env: { DOCKER_HOST: proxy.host },
    during: {
      text: 'Waiting',
      // Once it has been looked at, only an event can tell more.
      act: async () => {
        while (!proxy.answered.some((request) => /GET \/containers\/\w{64}\/json/.test(request)))
          await sleep(20);
        await sleep(300);
        await proxy.close();
      },
    },
    once: true,
    close: () => proxy.close(),
  };
}
