/** One command, and what it is run on. `FOLDER` and `REGISTRY` in its words stand for those of the trial. */
export interface CommandCase {
  readonly words: readonly string[];
  /** Commands that are run before, on an engine that answers. */
  readonly before: readonly (readonly string[])[];
  /** It does not end by itself: Ctrl-C is pressed once it has said all of these, with one space where it has more. */
  readonly until?: readonly string[];
  /** The container of `ending` ends with 7, a moment after the first call of this kind. */
  readonly endsAfter?: string;
  /** What it ends with when all is well. Default: 0, and 130 after Ctrl-C. */
  readonly code?: number;
}

/** They write `tick` again and again, but only while somebody listens: who has shown it does listen. */
export const TALKING: readonly string[] = ['web', 'watched', 'hooked'];
/** Its container ends when its input does. */
export const ENDING = 'ending';

export const COMPOSE = `
name: shop
services:
  db:
    image: busybox
    command: [sh, -c, 'echo ready; server']
    volumes: [data:/data]
    post_start: [{command: ["true"]}]
    healthcheck: {test: ["CMD", "true"], interval: 1s}
  web:
    image: busybox
    command: server
    ports: ["8080:80"]
    depends_on: {db: {condition: service_healthy}}
    networks: [front, default]
    stop_grace_period: 1s
    configs: [{source: motd, target: /etc/motd}]
  job:
    image: busybox
    command: ["sh", "-c", "echo done; sleep 0.01"]
    profiles: [jobs]
  made:
    image: REGISTRY/made:1
    build: {context: ., dockerfile_inline: FROM busybox}
    command: server
    profiles: [made]
  ending:
    image: busybox
    command: [sh, -c, 'cat; exit 7']
    profiles: [ending]
  watched:
    image: busybox
    command: server
    profiles: [watched]
    develop: {watch: [{action: sync, path: ./src, target: /app}]}
  hooked:
    image: busybox
    command: server
    profiles: [hooked]
    depends_on: [thing]
    pre_start: [{command: [echo, before]}]
    post_start: [{command: [echo, started]}]
    pre_stop: [{command: [echo, stopping]}]
  thing:
    provider: {type: thing}
    profiles: [hooked]
networks: {front: {}}
volumes: {data: {}}
configs: {motd: {content: hello}}
`;

/** Of the provider `thing`. */
export const PROVIDER = `#!/bin/sh
[ "$2" = metadata ] || echo '{"type": "setenv", "message": "URL=here"}'
`;

const UP = ['up', '-d'];
const running = [UP];
const up = (service: string): readonly (readonly string[])[] => [['up', '-d', service]];

export const CASES: readonly CommandCase[] = [
  { words: ['up', '-d'], before: [] },
  { words: ['up', '-d'], before: running },
  { words: ['up', '-d', '--wait'], before: [] },
  { words: ['up', '-d', '--scale', 'web=1', '--force-recreate'], before: running },
  { words: ['up', '-d', '--pull', 'always'], before: [] },
  { words: ['create'], before: [] },
  { words: ['start'], before: [['create']] },
  { words: ['stop'], before: running },
  { words: ['restart'], before: running },
  { words: ['kill'], before: running },
  { words: ['pause'], before: running },
  { words: ['unpause'], before: [UP, ['pause']] },
  { words: ['rm', '-f', '-s'], before: running },
  { words: ['scale', 'db=2'], before: running },
  { words: ['down'], before: running },
  { words: ['down', '-v', '--rmi', 'all'], before: running },
  { words: ['run', '-T', '--rm', 'job'], before: [] },
  { words: ['run', '-d', 'job'], before: [] },
  { words: ['exec', '-T', 'web', 'echo', 'hi'], before: running },
  { words: ['exec', '-d', 'web', 'true'], before: running },
  { words: ['up', '--exit-code-from', 'job', 'job'], before: [] },
  { words: ['build', 'made'], before: [] },
  { words: ['pull'], before: [] },
  { words: ['push', 'made'], before: [['build', 'made']] },
  { words: ['plan'], before: running },
  { words: ['plan', 'down'], before: running },
  { words: ['drift'], before: running },
  { words: ['why'], before: running },
  { words: ['ps', '-a'], before: running },
  { words: ['ps', '--wide'], before: running },
  { words: ['ls'], before: running },
  { words: ['logs'], before: running },
  { words: ['top'], before: running },
  { words: ['stats', '--no-stream'], before: running },
  { words: ['events', '--since', '1h', '--until', '0s'], before: running },
  { words: ['port', 'web', '80'], before: running },
  { words: ['url', 'web'], before: running },
  { words: ['images'], before: running },
  { words: ['volumes'], before: running },
  { words: ['cp', 'web:/etc/motd', 'out.txt'], before: running },
  { words: ['cp', 'compose.yaml', 'web:/tmp/'], before: running },
  { words: ['export', '-o', 'out.tar', 'web'], before: running },
  { words: ['commit', 'web', 'kept:1'], before: running },
  { words: ['graph'], before: running },
  { words: ['version'], before: [] },
  { words: ['up', '-d', '--build', 'made'], before: [] },
  { words: ['up', '-d', 'hooked'], before: [] },
  { words: ['up', '-d', '--force-recreate', 'hooked'], before: up('hooked') },
  { words: ['restart', 'hooked'], before: up('hooked') },
  { words: ['stop', 'hooked'], before: up('hooked') },
  { words: ['up'], before: [], until: ['db-1 | ready', 'web-1 | tick'] },
  { words: ['up', 'hooked'], before: [], until: ['hooked-1 -> | started', 'hooked-1 | tick'] },
  { words: ['logs', '-f'], before: running, until: ['db-1 | ready', 'web-1 | tick'] },
  { words: ['logs', '-f', 'ending'], before: up('ending'), endsAfter: 'GET /containers/{id}/logs' },
  { words: ['attach', 'web'], before: running, until: ['tick'] },
  {
    words: ['attach', 'ending'],
    before: up('ending'),
    endsAfter: 'POST /containers/{id}/attach',
    code: 7,
  },
  { words: ['run', '-T', '--rm', '--no-deps', 'web'], before: [], until: ['tick'] },
  { words: ['wait', 'ending'], before: up('ending'), endsAfter: 'POST /containers/{id}/wait', code: 7 },
  {
    words: ['wait', '--down-project', 'ending'],
    before: up('ending'),
    endsAfter: 'POST /containers/{id}/wait',
    code: 7,
  },
  { words: ['events'], before: up('ending'), until: [' die '], endsAfter: 'GET /events' },
  { words: ['stats'], before: running, until: ['shop-web-1'] },
  { words: ['watch', 'watched'], before: [], until: ['watching for watched', 'copied /app'] },
  {
    words: ['up', '--watch', 'watched'],
    before: [],
    until: ['watching for watched', 'copied /app', '| tick'],
  },
  { words: ['dev', 'watched'], before: [], until: ['watching for watched', 'copied /app', '| tick'] },
  { words: ['publish', '-y', 'REGISTRY/shop:1'], before: [['build', 'made']] },
  { words: ['apply', 'FOLDER/saved.json'], before: [['plan', '-o', 'FOLDER/saved.json']] },
  {
    words: ['apply', 'FOLDER/saved.json'],
    before: [UP, ['plan', 'down', '-o', 'FOLDER/saved.json']],
  },
  { words: ['doctor'], before: running },
];
