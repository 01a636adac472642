import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fault } from '../support/memory-engine/faults.ts';
import { type MemoryEngine, startMemoryEngine } from '../support/memory-engine/memory-engine.ts';
import type { World } from '../support/memory-engine/world.ts';
import { type CommandRun, runCommand } from './faults/command-line.ts';
import { startKillingProxy } from './killing-proxy.ts';

/** What happens at one call of an update that is all or nothing. */
export type Mishap =
  | { readonly kind: 'none' }
  /** The engine answers with an error, and has done it or not. */
  | { readonly kind: 'fails'; readonly call: number; readonly isDone: boolean }
  /** The command dies there, and another one comes after it. */
  | { readonly kind: 'dies'; readonly call: number; readonly isDone: boolean; readonly next: Next };

export const NEXT = ['rollback', 'up'] as const;
type Next = (typeof NEXT)[number];

export function nameOf(mishap: Mishap): string {
  if (mishap.kind === 'none') return 'atomic: nothing happens';
  const { call, isDone } = mishap;
  const when = isDone ? 'is done' : 'is not done';
  return mishap.kind === 'fails'
    ? `atomic: call ${call} fails and ${when}`
    : `atomic: dies at call ${call}, which ${when}, then ${mishap.next}`;
}

export interface TriedChange {
  readonly run: CommandRun;
  /** What the engine has of the project afterwards: all that a user would see differ. */
  readonly state: string;
  /** How many calls of the command change something. */
  readonly calls: number;
  /** What is left that nobody wants: locks of the dead, temporary names. */
  readonly left: readonly string[];
}

/** Six services, each updated in another way, and one more, a network and a volume that only the second version has. */
const file = (version: 1 | 2): string => `
name: shop
x-gantry: {settle: 20ms}
services:
  db: {image: busybox, command: serve, environment: {V: "${version}"}, volumes: ["data:/data"]}
  cache: {image: busybox, command: serve, labels: {v: "${version}"}, networks: [back]}
  api:
    image: busybox
    command: serve
    environment: {V: "${version}"}
    depends_on: [db, cache]
    deploy: {replicas: 2, update_config: {order: start-first, parallelism: 1}}
    networks: [default, back]
  worker:
    image: busybox
    command: serve ${version}
    depends_on: [db]
    deploy: {update_config: {order: start-first, failure_action: rollback}}
    configs: [rules]
  web:
    image: busybox
    command: serve
    environment: {V: "${version}"}
    healthcheck: {test: "true", interval: 1s}
    depends_on: {api: {condition: service_started}}
  cron: {image: busybox, command: serve, environment: {V: "${version}"}, networks: [back]}
${version === 2 ? '  search: {image: busybox, command: serve, volumes: ["index:/index"], networks: [side]}' : ''}
networks:
  back: {internal: ${version === 2}}
${version === 2 ? '  side: {}' : ''}
volumes:
  data: {}
${version === 2 ? '  index: {}' : ''}
configs:
  rules: {content: "rules of ${version}"}
`;

const SECONDS = '30';

/** Updates an application on an engine in memory, lets the mishap happen, and looks at what is there afterwards. */
export async function tryChange(mishap: Mishap, version: 1 | 2 = 2): Promise<TriedChange> {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-atomic-'));
  const engine = await startMemoryEngine();
  const write = (of: 1 | 2): void => writeFileSync(join(folder, 'compose.yaml'), file(of));
  const run = (words: readonly string[], host = engine.host): Promise<CommandRun> =>
    runCommand({
      words,
      cwd: folder,
      variables: {
        DOCKER_HOST: host,
        XDG_STATE_HOME: folder,
        HOME: folder,
        PATH: '/usr/bin:/bin',
        COMPOSE_HTTP_TIMEOUT: SECONDS,
      },
      limitMs: 120_000,
    });
  try {
    write(1);
    const first = await run(['up', '-d', '--wait']);
    if (first.code !== 0) throw new Error(first.stderr);
    write(version);
    const proxy = await startKillingProxy(engine.host);
    try {
      if (mishap.kind === 'fails') engine.onRequest(failingAt(mishap));
      if (mishap.kind === 'dies')
        proxy.arm({
          call: mishap.call,
          moment: mishap.isDone ? 'after' : 'before',
          hit: () => void proxy.close(),
        });
      const ran = await run(['up', '-d', '--atomic'], proxy.host);
      engine.onRequest(undefined);
      const after = mishap.kind === 'dies' ? await repaired(mishap.next) : ran;
      return { run: after, calls: proxy.calls.length, state: stateOf(engine), left: leftIn(engine) };
    } finally {
      await proxy.close();
    }
  } finally {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  }

  function repaired(next: Next): Promise<CommandRun> {
    letHolderBeDead(engine.world);
    return run(next === 'up' ? ['up', '-d', '--wait'] : ['rollback']);
  }
}

/** As `changesSomething` of the proxy counts them. */
function failingAt({ call, isDone }: Extract<Mishap, { kind: 'fails' }>) {
  let calls = 0;
  return ({ method, pattern }: { readonly method: string; readonly pattern: string }): Fault | undefined => {
    if (/^(GET|HEAD)$/.test(method) || /\/(wait|attach|resize|auth|session|grpc)$/.test(pattern))
      return undefined;
    calls++;
    return calls === call
      ? { kind: 'status', status: 500, message: 'something broke', done: isDone }
      : undefined;
  };
}

/** The command ran in this process, which lives: the lock has to say another one. */
function letHolderBeDead({ volumes }: World): void {
  for (const [name, volume] of volumes) {
    const { labels } = volume;
    const dead = Object.entries(labels ?? {}).map(
      ([label, value]) => [label, value.replace(/"started":"\d+"/, '"started":"1"')] as const,
    );
    volumes.set(name, { ...volume, labels: Object.fromEntries(dead) });
  }
}

function stateOf({ world }: MemoryEngine): string {
  const containers = [...world.containers.values()].flatMap(({ name, state, networks, request, files }) =>
    name.startsWith('gantry-')
      ? []
      : [
          `container ${name} ${state} ${JSON.stringify([request.Cmd, request.Env, request.Labels?.v, [...networks.keys()].sort(), files.get('/rules')?.content.toString()])}`,
        ],
  );
  const networks = [...world.networks.values()].map(
    ({ request }) => `network ${request.Name} ${request.Internal ?? false}`,
  );
  const volumes = [...world.volumes.keys()].flatMap((name) =>
    name.startsWith('gantry-') ? [] : [`volume ${name}`],
  );
  return [...containers, ...networks, ...volumes].sort().join('\n');
}

const leftIn = ({ world }: MemoryEngine): readonly string[] => [
  ...[...world.volumes.keys()].filter((name) => name.startsWith('gantry-lock')),
  ...[...world.containerNames.keys()].filter((name) => /^[0-9a-f]{12}_/.test(name)),
];
