import { UserError } from '../../diagnostics/user-error.ts';

/** The target of a login: `ssh://[user@]host[:port][/path/of/the/socket]`; ssh's own configuration adds the rest. */
export interface SshTarget {
  readonly host: string;
  readonly user?: string;
  readonly port?: string;
  /** The path of the engine's socket on the remote machine. Absent: the default of docker there. */
  readonly socketPath?: string;
  /** Nobody is asked anything, and nobody waits for long: it is one of several ways that are tried. */
  readonly isTried?: boolean;
}

/** Error: UserError `bad-usage` for an address that docker refuses too: a password, a query, no host. */
export function readSshTarget(address: string): SshTarget {
  const url = URL.parse(address);
  const host = decodeURIComponent(url?.hostname ?? '').replace(/^\[|\]$/g, '');
  // ssh would read a name that begins with a dash as an option.
  if (
    !url ||
    host === '' ||
    host.startsWith('-') ||
    url.password !== '' ||
    url.search !== '' ||
    url.hash !== ''
  )
    throw new UserError('bad-usage', `${JSON.stringify(address)} is no address of an engine over ssh`, {
      hint: 'write it as ssh://user@host, and give ssh the key by ssh-agent or ~/.ssh/config',
    });
  return {
    host,
    ...(url.username !== '' && { user: decodeURIComponent(url.username) }),
    ...(url.port !== '' && { port: url.port }),
    ...(url.pathname.length > 1 && { socketPath: decodeURIComponent(url.pathname) }),
  };
}

/** The arguments of `ssh` for this target. */
export function sshWords({ host, user, port }: SshTarget): readonly string[] {
  return [
    ...(user === undefined ? [] : ['-l', user]),
    ...(port === undefined ? [] : ['-p', port]),
    '--',
    host,
  ];
}

/** The target as a user would type it. */
export function sshCommand({ host, user, port }: SshTarget): string {
  return `ssh ${port === undefined ? '' : `-p ${port} `}${user === undefined ? '' : `${user}@`}${host}`;
}
