/** One command, and what it is run on. */
export interface CommandCase {
  readonly words: readonly string[];
  /** Commands that are run before, on an engine that answers. */
  readonly before: readonly (readonly string[])[];
}

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
    build: {context: ., dockerfile_inline: FROM busybox}
    profiles: [made]
networks: {front: {}}
volumes: {data: {}}
configs: {motd: {content: hello}}
`;

const UP = ['up', '-d'];
const running = [UP];

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
  { words: ['push'], before: [] },
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
  { words: ['doctor'], before: running },
];
