import { freePort } from '../free-addresses.ts';
import { docker } from '../gantry.ts';
import { SELDOM } from '../patience.ts';
import { type Case, oneShot, probed, removeOther, service, startOther } from './case.ts';

const running = service('command: sleep 1h, init: true');
const PORTS = { taken: await freePort(), shared: await freePort() };
const nothing = { file: running, makesNothing: true };
const up = { file: running, before: ['up -d'], on: 'up' };

/** What goes wrong with commands other than `up`. */
export const COMMANDS: Readonly<Record<string, Case>> = {
  'run: a dependency is not healthy': {
    file: probed('test: "echo connection refused; exit 1"'),
    words: 'run --rm app true',
  },
  'run: an image is missing': {
    file: service('pull_policy: never').replace('busybox', 'gt-nosuch:1'),
    words: 'run --rm app true',
  },
  'run: the program is not in the image (127)': {
    file: service('command: sleep 1h, init: false'),
    words: 'run --rm app nosuch --flag',
    code: 127,
  },
  'run: the program may not be run (126)': {
    file: service('command: sleep 1h, init: false'),
    words: 'run --rm app /etc/passwd',
    code: 126,
  },
  'run: out of memory (137)': {
    // An engine may never tell of a lack of memory that ended a container there and then.
    file: service(
      'command: [sh, -c, "tail /dev/zero; sleep 1; exit 137"], init: true, mem_limit: 24m, memswap_limit: 24m',
    ),
    words: 'run --rm -T app',
    code: 137,
  },
  'run: a job that it needs fails': { file: oneShot('exit 3'), words: 'run --rm app true' },
  'run: the name is taken': {
    file: running,
    before: ['run -d --name PROJECT-mine app sleep 1h'],
    words: 'run -d --name PROJECT-mine app true',
  },
  'run: there is no such service': { ...nothing, words: 'run --rm ap true' },
  'exec: the service does not run': { ...nothing, words: 'exec -T app true' },
  'exec: the service has crashed': {
    file: service('command: [sh, -c, "echo no config >&2; exit 3"]'),
    before: ['up -d', 'wait app'],
    words: 'exec -T app true',
  },
  'exec: the container is paused': {
    file: running,
    before: ['up -d', 'pause app'],
    words: 'exec -T app true',
  },
  'exec: the container restarts again and again': {
    file: service('command: [sh, -c, "echo no config >&2; exit 3"], restart: always'),
    before: ['up -d'],
    meanwhile: ({ project }) => untilRestarting(`${project}-app-1`),
    // Whether it is looked at between two runs is chance.
    once: true,
    words: 'exec -T app true',
  },
  'exec: there is no such service': { ...up, words: 'exec -T ap true' },
  'exec: the program is not in the image': { ...up, words: 'exec -T app bash -l', code: 126 },
  'exec: the program may not be run': { ...up, words: 'exec -T app /etc/passwd', code: 126 },
  'exec: there is no such folder': { ...up, words: 'exec -T -w /nosuch app true', code: 126 },
  'exec: there is no such user': { ...up, words: 'exec -T -u nobdy app true', code: 126 },
  'exec: there is no such replica': { ...up, words: 'exec -T --index 4 app true' },
  'cp: the container has no such file': { ...up, words: 'cp app:/nosuch.txt .' },
  'cp: there is no such file here': { ...up, words: 'cp nosuch.txt app:/tmp/' },
  'cp: the target is read-only': {
    file: service('command: sleep 1h, init: true, read_only: true'),
    before: ['up -d'],
    words: 'cp compose.yaml app:/etc/a.txt',
  },
  'cp: the folder of the target is missing': {
    ...up,
    words: 'cp compose.yaml app:/nosuch/dir/a.txt',
  },
  'run: the program crashes (139)': {
    file: service('command: [sh, -c, "kill -SEGV $$$$"], init: true'),
    words: 'run --rm -T app',
    code: 139,
  },
  'start --wait: the service crashes': {
    file: service(
      'command: [sh, -c, "echo no config >&2; sleep 0.3; exit 3"], healthcheck: {test: "exit 1", interval: 10s}',
    ),
    before: ['create'],
    words: 'start --wait app',
  },
  'start: a dependency crashes': { file: oneShot('exit 3'), before: ['create'], words: 'start app' },
  'start: nothing was created': { ...nothing, words: 'start app' },
  'attach: the service has crashed': {
    file: service('command: [sh, -c, "echo no config >&2; exit 3"]'),
    before: ['up -d', 'wait app'],
    words: 'attach app',
  },
  'down: a hook fails before the stop': {
    file: service('command: sleep 1h, init: true, pre_stop: [{command: [sh, -c, "echo draining; exit 9"]}]'),
    before: ['up -d'],
    words: 'down -t 0',
    // Else nothing can take it away.
    afterwards: ({ project }) => docker('kill', `${project}-app-1`),
  },
  'kill: there is no such signal': { ...up, words: 'kill -s NOSUCH app' },
  'export: there is no such folder': { ...up, words: 'export app -o nosuch/app.tar' },
  'start: a port is taken by a container of another project': {
    file: service(`command: sleep 1h, init: true, ports: ["${PORTS.taken}:80"]`),
    before: ['create'],
    meanwhile: (workspace) => startOther(workspace, '-p', `${PORTS.taken}:80`),
    afterwards: removeOther,
    words: 'start',
  },
  'restart: a mounted file has become a folder': {
    file: service('command: sleep 1h, init: true, volumes: ["./a.txt:/a.txt"]'),
    files: { 'a.txt': 'a' },
    before: ['up -d'],
    meanwhile: ({ folder }) => {
      docker('run', '--rm', '-v', `${folder}:/f`, 'busybox', 'sh', '-c', 'rm /f/a.txt; mkdir /f/a.txt');
    },
    words: 'restart -t 0 app',
  },
  'scale: all replicas want one port': {
    file: service(`command: sleep 1h, init: true, ports: ["${PORTS.shared}:80"]`),
    words: 'scale app=2',
  },
  'scale: there is no such service': { ...nothing, words: 'scale ap=2' },
  'up --abort-on-container-failure: a service crashes': {
    file: `services:
  app: {image: busybox, init: true, command: sleep 1h}
  job: {image: busybox, init: true, command: [sh, -c, "echo no config >&2; exit 3"], depends_on: [app]}
`,
    words: 'up --abort-on-container-failure -t 0',
    code: 3,
  },
  'wait: nothing runs': { ...nothing, words: 'wait app' },
  'logs: there is no such service': { ...nothing, words: 'logs ap' },
  'port: nothing is published': { ...up, words: 'port app 80' },
};

async function untilRestarting(container: string): Promise<void> {
  while (
    docker('inspect', '--format', '{{.State.Status}} {{gt .RestartCount 5}}', container) !== 'restarting true'
  )
    await new Promise((later) => setTimeout(later, SELDOM.interval));
}
