import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { descendantsOf, isAlive } from '../../scripts/setup/processes.ts';

/** An ssh server on this machine, which lets the user of the tests in with a key of its own. */
export interface SshServer {
  /** For `DOCKER_HOST`; ssh knows the host by the configuration below. */
  readonly address: string;
  /** For programs that call ssh: the tests' configuration, not the user's. Temporary files go to a folder of the test. */
  readonly environment: Readonly<Record<string, string>>;
  /** How many times somebody logged in. */
  logins(): number;
  /** What is there of tunnels: sockets, and programs that run. */
  leftovers(): readonly string[];
  /** Ends the connections that there are, as they stand: new ones can be made. */
  cut(): void;
  stop(): void;
}

/** @param lines of the server's configuration */
export async function anSshServer(...lines: readonly string[]): Promise<SshServer> {
  const folder = mkdtempSync(join(tmpdir(), 'gantry-sshd-'));
  const path = (name: string): string => join(folder, name);
  for (const key of ['host', 'user'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path(key)]);
  for (const name of ['bin', 'tmp']) mkdirSync(path(name));
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
  const port = await freePort();
  const server = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey "${path('host')}"`,
    'PidFile none',
    `AuthorizedKeysFile "${path('user.pub')}"`,
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    ...lines,
  ];
  const client = [
    'Host lab',
    'HostName 127.0.0.1',
    `Port ${port}`,
    `User ${userInfo().username}`,
    `IdentityFile "${path('user')}"`,
    'IdentitiesOnly yes',
    `UserKnownHostsFile "${path('known')}"`,
    'StrictHostKeyChecking accept-new',
  ];
  writeFileSync(path('sshd_config'), `${server.join('\n')}\n`);
  writeFileSync(path('config'), `${client.join('\n')}\n`);
  writeFileSync(path('bin/ssh'), `#!/bin/sh\nexec ${which('ssh')} -F '${path('config')}' "$@"\n`);
  chmodSync(path('bin/ssh'), 0o755);
  const sshd = spawn(which('sshd'), ['-D', '-f', path('sshd_config'), '-E', path('log')], {
    stdio: 'ignore',
  });
  await listening(port, sshd);
  const cut = (): void => {
    for (const session of descendantsOf(sshd.pid ?? 0))
      if (isAlive(session)) process.kill(session, 'SIGKILL');
  };
  return {
    address: 'ssh://lab',
    environment: { PATH: `${path('bin')}:${process.env.PATH}`, TMPDIR: path('tmp') },
    logins: () => readFileSync(path('log'), 'utf8').split('Accepted publickey').length - 1,
    leftovers: () => [
      ...execFileSync('ls', [path('tmp')], { encoding: 'utf8' })
        .split('\n')
        .filter(Boolean),
      ...programsWith(path('tmp')),
    ],
    cut,
    // A login that is just ending cannot find its socket without the folder, and would stay as long as its connection.
    stop: () => {
      cut();
      sshd.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The command lines of running programs with this text in them. */
function programsWith(text: string): readonly string[] {
  const lines = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.includes(text));
}

function which(name: string): string {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin'];
  const found = folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
  if (found === undefined) throw new Error(`${name} is not installed (openssh-server, openssh-client)`);
  return found;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

async function listening(port: number, sshd: ChildProcess): Promise<void> {
  for (;;) {
    if (sshd.exitCode !== null) throw new Error(`sshd ended with ${sshd.exitCode}`);
    const isThere = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => resolve(false));
    });
    if (isThere) return;
    await sleep(20);
  }
}
