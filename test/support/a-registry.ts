import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { docker, PUBLISHED_HOST, removeContainers, removeFromEngine } from './gantry.ts';

/** A private registry, where only `bob` with the password `pw` may read and write. */
export interface Registry {
  /** As the engine reaches it; without TLS, which engines accept of their own machine. */
  readonly host: string;
  /** As we reach it. */
  readonly publishedHost: string;
  stop(): Promise<void>;
}

/** `bob:pw`, as bcrypt. */
const HTPASSWD = 'bob:$2y$05$onK9.Ixzb142.uPYbsuj9uPf42Dl3UABSczJoEnAaH2P5YbaRRcIi\n';

const CONFIG = `version: 0.1
log: {level: error, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: /data}}
http: {addr: ":5000"}
auth: {htpasswd: {realm: gt, path: /htpasswd}}
`;

/** Debian's docker-registry, with the libraries that it needs, in a container of the engine. */
export async function aRegistry(name: string): Promise<Registry> {
  const image = `gt-registry-${name}-${process.pid}`;
  const folder = mkdtempSync(join(tmpdir(), 'gantry-registry-'));
  const files = [PROGRAM, ...librariesOf(PROGRAM)];
  for (const file of files) {
    mkdirSync(join(folder, 'root', dirname(file)), { recursive: true });
    copyFileSync(file, join(folder, 'root', file));
  }
  writeFileSync(join(folder, 'root/htpasswd'), HTPASSWD);
  writeFileSync(join(folder, 'root/config.yml'), CONFIG);
  writeFileSync(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY root/ /\n');
  docker('build', '-q', '-t', image, folder);
  rmSync(folder, { recursive: true });
  docker('run', '-d', '--name', image, '-p', '5000', image, PROGRAM, 'serve', '/config.yml');
  const port = docker('port', image, '5000/tcp').split('\n')[0]?.split(':').at(-1);
  const publishedHost = `${PUBLISHED_HOST}:${port}`;
  await untilAnswering(`http://${publishedHost}/v2/`);
  return {
    host: `localhost:${port}`,
    publishedHost,
    stop: async () => {
      await removeContainers(image);
      await removeFromEngine(`/images/${image}?force=1`);
    },
  };
}

const PROGRAM = '/usr/bin/docker-registry';

function librariesOf(program: string): readonly string[] {
  const { stdout } = spawnSync('/usr/bin/ldd', [program], { encoding: 'utf8' });
  return [...stdout.matchAll(/(?:=> )?(\/\S+) \(0x/g)].map(([, path = '']) => path);
}

async function untilAnswering(url: string): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    try {
      await fetch(url);
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((later) => setTimeout(later, 50));
    }
  }
}
