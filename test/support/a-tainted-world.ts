import { EngineError } from '../../src/engine/refusals/engine-error.ts';
import { imageId } from '../../src/model/ids.ts';
import { LABEL } from '../../src/model/labels.ts';
import type { ObservedContainer } from '../../src/model/observed.ts';
import { BUSYBOX } from './an-observed.ts';
import { anObservedContainer } from './an-observed-container.ts';
import { RecordingEngine } from './recording-engine.ts';

/** The files of a project `app` with this text wherever a text may stand. */
export function taintedFiles(taint: string): Readonly<Record<string, string>> {
  // A string of JSON is one of YAML; a dollar would begin a variable.
  const text = JSON.stringify(`v${taint}`.replaceAll('$', '$$$$'));
  return {
    'compose.yaml': `name: app
x-note: ${text}
services:
  web:
    image: busybox
    command: [sleep, ${text}]
    working_dir: ${text}
    user: ${text}
    hostname: ${text}
    env_file: web.env
    environment: {EVIL: ${text}, FILLED: "\${EVIL_VARIABLE}"}
    labels: {evil: ${text}}
    healthcheck: {test: [CMD, ${text}]}
    depends_on: {db: {condition: service_healthy}}
    volumes: [{type: bind, source: ./data, target: ${JSON.stringify(`/x${taint}`)}}]
    develop: {watch: [{action: sync, path: ${JSON.stringify(`./src${taint}`)}, target: ${text}}]}
    build: {context: ., args: {ARG: ${text}}, target: ${text}, labels: {evil: ${text}}}
  db:
    image: busybox
    post_start: [{command: [${text}]}]
    logging: {driver: json-file, options: {tag: ${text}}}
volumes:
  data: {driver_opts: {o: ${text}}, labels: {evil: ${text}}}
`,
    'wrong.yaml': `name: app\nservices:\n  web:\n    image: ${text}\n    cpus: ${text}\n    ${text}: 1\n    ports: [${text}]\n    pull_policy: ${text}\n`,
    'web.env': `FROM_FILE=${JSON.stringify(`v${taint}`)}\n`,
    '.env': `EVIL_VARIABLE=${JSON.stringify(`v${taint}`)}\n`,
    'data/keep': '',
    Dockerfile: 'FROM scratch\n',
  };
}

/** The files of a project `app` in which this text is a secret, by its name or by where it comes from; and is repeated elsewhere. */
export const secretFiles = (secret: string): Readonly<Record<string, string>> => ({
  'compose.yaml': `name: app
services:
  web:
    image: busybox
    command: [sh, -c, "mysql -p${secret} --password=${secret}; echo ${secret}"]
    env_file: web.env
    environment: {DB_PASSWORD: ${secret}, FILLED: "x-\${API_TOKEN}", URL: "http://me:${secret}@db/"}
    labels: {app.password: ${secret}, note: "\${API_TOKEN}"}
    healthcheck: {test: "check ${secret}"}
    build: {context: ., args: {NPM_TOKEN: ${secret}, HARMLESS: "\${API_TOKEN}"}, labels: {app.token: ${secret}}}
    depends_on: {db: {condition: service_healthy}}
    volumes: ["data:/data"]
  db:
    image: busybox
    post_start: [{command: [sh, -c, "echo ${secret}"]}]
volumes:
  data: {driver_opts: {o: "username=me,password=${secret}"}, labels: {app.secret: ${secret}}}
secrets:
  key: {environment: API_TOKEN}
`,
  'wrong.yaml': `name: app\nservices:\n  web:\n    environment: {DB_PASSWORD: ${secret}}\n    cpus: "\${API_TOKEN}"\n    ports: ["\${API_TOKEN}"]\n`,
  'web.env': `FROM_FILE=${secret}\n`,
  '.env': `API_TOKEN=${secret}\n`,
  Dockerfile: 'FROM scratch\n',
});

/** The files of a project `app` whose secret has several lines, and comes from a variable, from an env file, and in a secret. */
export const severalLinesFiles = (lines: readonly string[]): Readonly<Record<string, string>> => ({
  ...secretFiles(''),
  'compose.yaml': `name: app
services:
  web:
    image: busybox
    command: [sh, -c, 'echo "$$KEY" >&2; exit 3']
    env_file: web.env
    environment: {KEY: "\${DEPLOY_PRIVATE_KEY}", FILLED: "x-\${DEPLOY_PRIVATE_KEY}"}
    labels: {app.key: "\${DEPLOY_PRIVATE_KEY}", note: "\${DEPLOY_PRIVATE_KEY}"}
    healthcheck: {test: 'echo "$$KEY"; exit 1'}
    build: {context: ., args: {HARMLESS: "\${DEPLOY_PRIVATE_KEY}"}}
    depends_on: {db: {condition: service_healthy}}
    volumes: ["data:/data"]
  db:
    image: busybox
    post_start: [{command: [sh, -c, 'echo "$$KEY"; exit 2']}]
volumes:
  data: {driver_opts: {o: "key=\${DEPLOY_PRIVATE_KEY}"}}
secrets:
  key: {environment: DEPLOY_PRIVATE_KEY}
`,
  'wrong.yaml':
    'name: app\nservices:\n  web:\n    cpus: "${DEPLOY_PRIVATE_KEY}"\n    ports: ["${DEPLOY_PRIVATE_KEY}:80"]\n',
  'web.env': `FROM_FILE="${lines.join('\n')}"\n`,
  '.env': `DEPLOY_PRIVATE_KEY="${lines.join('\n')}"\n`,
});

/** An engine that says this text wherever it may say one, and whose containers differ from those files. */
export class TaintedEngine extends RecordingEngine {
  readonly #taint: string;
  readonly #inNames: string;

  /** @param inNames what is said in names, addresses and states. Default: the same */
  constructor(taint: string, inNames = taint) {
    super({
      containers: [],
      inspect: (id) => ({
        name: `app-web-1`,
        id,
        hasHealthcheck: true,
        lastProbe: { exitCode: 1, output: `v${taint}`, failingStreak: 3, runs: 3 },
        startError: `v${taint}`,
        exitCode: 3,
        settings: {
          Image: `busybox${inNames}`,
          Labels: { evil: `old${taint}` },
          Env: [`EVIL=old${taint}`, `OTHER=${taint}`],
          Cmd: ['sh', `-c${taint}`],
          HostConfig: { Binds: [`/x${inNames}:/y${inNames}`] },
        },
      }),
      images: { busybox: { id: BUSYBOX, labels: { evil: `v${taint}` }, command: [`v${taint}`] } },
      logs: [`v${taint}`, `\u001b[31mError: it failed${taint}`],
      processes: { titles: ['PID', 'CMD'], processes: [['1', `v${taint}`]] },
      onCall: (call) => {
        // The lock of the project, and what is made to check names.
        if (/volume gantry|^remove volume/.test(call)) return;
        throw new EngineError('engine-refused', `it said v${taint}`, {
          status: 500,
          cause: new Error(`cause v${taint}`),
        });
      },
    });
    this.#taint = taint;
    this.#inNames = inNames;
  }

  override listContainers = async (): Promise<readonly ObservedContainer[]> => this.#containers();

  override listVolumes = async () => [
    {
      name: 'app_data',
      driver: `local${this.#inNames}`,
      labels: { [LABEL.project]: 'app', evil: `v${this.#taint}` },
      options: { o: `old${this.#taint}` },
      mountpoint: `/m${this.#inNames}`,
      scope: 'local',
    },
  ];

  override listImageSummaries = async () => [
    {
      id: BUSYBOX,
      tags: [`busybox:v${this.#inNames}`],
      digests: [],
      sizeBytes: 1,
      createdAt: 1_700_000_000,
    },
  ];

  override listImages = async () => new Map([['busybox', { id: BUSYBOX }]]);

  override async *history() {
    const taint = this.#taint;
    yield {
      container: this.#containers()[0]?.id ?? anObservedContainer('web').id,
      action: `exec_create: sh${taint}`,
      attributes: { [LABEL.service]: 'web', image: `busybox${this.#inNames}`, evil: `v${taint}` },
      time: '2026-01-01T00:00:00.5Z',
    };
  }

  #containers(): readonly ObservedContainer[] {
    const taint = this.#taint;
    const name = this.#inNames;
    const more = {
      status: `Up 3 minutes${name}`,
      image: `busybox${name}`,
      command: `sleep ${taint}`,
      ports: [{ hostIp: '0.0.0.0', published: 8080, target: 80, protocol: 'tcp' }],
      mounts: [{ type: 'bind', source: `/s${name}`, target: `/t${name}` }],
    };
    const labels = {
      evil: `v${taint}`,
      [LABEL.configHash]: `old`,
      [LABEL.configFiles]: `/srv/c${name}.yaml`,
      [LABEL.workingDir]: `/srv${name}`,
    };
    return [
      anObservedContainer('web', { ...more, labels, health: 'unhealthy' }),
      anObservedContainer('db', { ...more, labels, state: 'exited', exitCode: 3, status: `Exited${name}` }),
      anObservedContainer('gone', {
        ...more,
        name: `app-gone${name}-1`,
        imageId: imageId(`sha256:${'c'.repeat(64)}`),
        labels: { ...labels, [LABEL.service]: `gone${name}` },
      }),
    ];
  }
}
