import { EngineError } from '../refusals/engine-error.ts';
import { type SshTarget, sshCommand } from './ssh-target.ts';

/** @param words the last line of ssh, or of docker on the remote machine */
export function sshFailed(endpoint: string, target: SshTarget, words: string | undefined): EngineError {
  return unreachable(endpoint, words ?? 'ssh ended without a word', hintFor(words ?? '', sshCommand(target)));
}

export function noSshProgram(endpoint: string): EngineError {
  return unreachable(endpoint, 'there is no ssh program', 'install it (`apt-get install openssh-client`)');
}

/** The ssh of Windows lacks multiplexing, which this connection needs. */
export function noSshOnWindows(endpoint: string): EngineError {
  return new EngineError(
    'engine-not-supported',
    `engines over ssh (${endpoint}) cannot be used from Windows`,
    {
      hint: 'run gantry in WSL, or give the engine an address with TLS',
    },
  );
}

function unreachable(endpoint: string, reason: string, hint: string): EngineError {
  return new EngineError('engine-unreachable', `no Docker engine at ${endpoint}: ${reason}`, {
    hint,
    cause: new Error(reason),
  });
}

const HINTS: readonly (readonly [RegExp, (command: string) => string])[] = [
  [
    /Permission denied \(|Too many authentication failures/,
    (command) => `let \`${command}\` log in by itself: \`ssh-add\` the key, or name it in ~/.ssh/config`,
  ],
  [
    /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED/,
    (command) => `log in once by hand and compare the key of the host: ${command}`,
  ],
  [/Could not resolve hostname/, () => 'check the name of the host, as in DOCKER_HOST or the Docker context'],
  [
    /docker(?:: command)? not found|docker: not found/,
    () => 'install the docker command there, or write the path of the socket: ssh://host/path/to/docker.sock',
  ],
  [
    /permission denied .*docker daemon/i,
    (command) => `add the user to the group of the socket there: ${command} sudo usermod -aG docker USER`,
  ],
  [
    /Cannot connect to the Docker daemon/,
    (command) => `start the engine there: ${command} systemctl start docker`,
  ],
];

/** What is longer is no message of ssh. */
const LONGEST = 8192;

function hintFor(words: string, command: string): string {
  const start = words.slice(0, LONGEST);
  const hint = HINTS.find(([pattern]) => pattern.test(start))?.[1];
  return hint?.(command) ?? `see what this says: ${command} docker version`;
}
