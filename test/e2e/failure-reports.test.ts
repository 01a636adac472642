import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { aWorkspace, leftovers } from '../support/gantry.ts';

/**
 * What is said of every class of failure, produced on the real engine: the whole report has to be the one in
 * `golden/failures.txt`. `UPDATE_GOLDEN=1` writes it anew; read the difference before you commit it.
 */
interface Case {
  readonly file: string;
  readonly words?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  /** Runs before, with the same file. */
  readonly before?: readonly string[];
}

const service = (yaml: string, more = ''): string => `services:\n  app: {image: busybox, ${yaml}}\n${more}`;
const oneShot = (command: string, more = ''): string =>
  `services:
  app: {image: busybox, command: sleep 60, init: true, depends_on: {job: {condition: service_completed_successfully}}}
  job: {image: busybox, init: true, command: [sh, -c, ${JSON.stringify(command)}]${more}}
`;
const probed = (healthcheck: string): string =>
  `services:
  app: {image: busybox, command: sleep 60, init: true, depends_on: {db: {condition: service_healthy}}}
  db: {image: busybox, command: sleep 60, init: true, healthcheck: {${healthcheck}, interval: 100ms, retries: 2, start_period: 0s}}
`;

const CASES: Readonly<Record<string, Case>> = {
  'a job ends with 1': { file: oneShot('echo applying 001.sql; sleep 0.3; echo no such table >&2; exit 1') },
  'a job cannot find its program (127)': { file: oneShot('migrate --all') },
  'a job may not run its program (126)': { file: oneShot('/etc/passwd') },
  'a job is killed (137)': { file: oneShot('kill -9 $$$$') },
  'a job runs out of memory (137)': { file: oneShot('tail /dev/zero', ', mem_limit: 8m, memswap_limit: 8m') },
  'a job crashes (139)': { file: oneShot('kill -SEGV $$$$') },
  'a job is asked to end (143)': { file: oneShot('kill -TERM $$$$; sleep 5') },
  'a probe fails': { file: probed('test: "echo connection refused; exit 1"') },
  'a probe has no program': { file: probed('test: [CMD, pg_isready]') },
  'a probe takes too long': { file: probed('test: sleep 30, timeout: 200ms') },
  'a service ends before it is healthy': {
    file: probed('test: "true"').replace(
      'db: {image: busybox, command: sleep 60',
      'db: {image: busybox, command: "false"',
    ),
  },
  'up --wait: the time is over': {
    file: service(
      'command: sleep 60, healthcheck: {test: "echo not yet; exit 1", interval: 100ms, retries: 1000}',
    ),
    words: 'up --wait --wait-timeout 1',
  },
  'the program is not in the image': { file: service('command: serve --port 80, init: false') },
  'the program may not be run': { file: service('command: /etc/passwd, init: false') },
  'the user is not in the image': { file: service('command: sleep 60, user: postgres') },
  'the working directory is a file': { file: service('command: sleep 60, working_dir: /etc/passwd') },
  'a file is mounted over a folder': {
    file: service('command: sleep 60, volumes: ["./settings.ini:/etc"]'),
    files: { 'settings.ini': 'a=1' },
  },
  'a device is not there': { file: service('command: sleep 60, devices: ["/dev/nosuch:/dev/nosuch"]') },
  'more processors than there are': { file: service('command: sleep 60, cpus: 999') },
  'less memory than the engine allows': { file: service('command: sleep 60, mem_limit: 1m') },
  'a runtime is not there': { file: service('command: sleep 60, runtime: nosuch') },
  'a sysctl is not allowed': { file: service('command: sleep 60, sysctls: {net.nosuch: 1}') },
  'an address is outside of its network': {
    file: service(
      'command: sleep 60, networks: {default: {ipv4_address: 10.99.0.9}}',
      'networks: {default: {ipam: {config: [{subnet: 10.215.250.0/24}]}}}\n',
    ),
  },
  'an image is nowhere': {
    file: service('command: sleep 60').replace('busybox', 'localhost:9/team/nosuch:1'),
  },
  'an image may not be pulled': {
    file: service('pull_policy: never').replace('busybox', 'gt-nosuch:1'),
  },
  'a step of a build fails': {
    file: 'services: {app: {build: {context: ., dockerfile_inline: "FROM busybox\\nRUN echo compiling && exit 4"}}}\n',
  },
  'there is no Dockerfile': { file: 'services: {app: {build: .}}\n' },
  'there is no build context': { file: 'services: {app: {build: ./nosuch}}\n' },
  'an external network is missing': {
    file: service('command: sleep 60, networks: [shared]', 'networks: {shared: {external: true}}\n'),
  },
  'an external volume is missing': {
    file: service('command: sleep 60, volumes: ["shared:/data"]', 'volumes: {shared: {external: true}}\n'),
  },
  'the source of a mount is missing': {
    file: service(
      'command: sleep 60, volumes: [{type: bind, source: ./nosuch, target: /x, bind: {create_host_path: false}}]',
    ),
  },
  'a secret has no file': {
    file: service('command: sleep 60, secrets: [key]', 'secrets: {key: {file: ./nosuch.txt}}\n'),
  },
  'a secret has no variable': {
    file: service('command: sleep 60, secrets: [key]', 'secrets: {key: {environment: GT_NOT_SET}}\n'),
  },
  'an env file is missing': { file: service('command: sleep 60, env_file: nosuch.env') },
  'a hook fails after the start': {
    file: service('command: sleep 60, post_start: [{command: [sh, -c, "echo seeding; exit 9"]}]'),
  },
  'no engine answers': {
    file: service('command: sleep 60'),
    env: { DOCKER_HOST: 'unix:///run/gt-no-such-engine.sock' },
  },
  'there is no such service': { file: service('command: sleep 60'), words: 'up -d ap' },
};

const GOLDEN = join(import.meta.dirname, 'golden/failures.txt');
const golden = existsSync(GOLDEN) ? read(readFileSync(GOLDEN, 'utf8')) : new Map<string, string>();
const update = process.env.UPDATE_GOLDEN === '1';
const told = new Map<string, string>();

function read(text: string): Map<string, string> {
  return new Map(
    text
      .split(/^### /m)
      .slice(1)
      .map((part) => {
        const end = part.indexOf('\n');
        return [part.slice(0, end), part.slice(end + 1)];
      }),
  );
}

/** Without what differs from run to run and from machine to machine, and without progress. */
function settle(text: string, project: string, folder: string): string {
  const lines = text
    .replaceAll(folder, 'FOLDER')
    .replaceAll(project, 'PROJECT')
    .replace(/\b\d+(?:\.\d+)? s\b/g, 'N s')
    .replace(/\b[0-9a-f]{12,64}\b/g, 'ID')
    .replace(/\b\d+ times\b/g, 'N times')
    .replace(/from 0\.01 to [\d.]+, as there are only \d+/g, 'from 0.01 to N, as there are only N')
    .replace(/has \d+ processors/g, 'has N processors')
    .replace(/between 0\.01 and [\d.]+/g, 'between 0.01 and N')
    .split('\n');
  return `${lines
    .filter((line) => !/^ (?:Container|Network|Volume|Image) /.test(line))
    .join('\n')
    .trim()}\n\n`;
}

afterAll(() => {
  if (update) writeFileSync(GOLDEN, [...told].map(([name, text]) => `### ${name}\n${text}`).join(''));
});

describe('the report of a failure', () => {
  test.each(Object.entries(CASES))(
    'is the one we promise: %s',
    async (name, { file, files, words = 'up -d', env }) => {
      const workspace = aWorkspace('report', { 'compose.yaml': file, ...files });
      try {
        const ran = await workspace.gantry(words, env);
        const text = settle(ran.stderr, workspace.project, workspace.folder);
        told.set(name, text);
        expect(ran.code, ran.stderr).toBe(1);
        if (!update) expect(text).toBe(golden.get(name));
      } finally {
        await workspace.gantry('down -v -t 0');
        workspace.remove();
      }
      expect(leftovers(workspace.project)).toEqual([]);
    },
  );
});
