import { UserError } from '../../diagnostics/user-error.ts';

/** Who to log in to, as `ssh://[user@]host[:port][/path/of/the/socket]` says it; ssh's own configuration adds the rest. */
export interface SshTarget {
  readonly host: string;
  readonly user?: string;
  readonly port?: string;
  /** Of the engine's socket on the other side. Absent: where docker would look for it there. */
  readonly socketPath?: string;
}

/** Error: UserError `bad-usage` for what docker would not take either: a password, a query, no host. */
export function readSshTarget(address: string): SshTarget {
  const url = URL.parse(address);
  const host = decodeURIComponent(url?.hostname ?? '').replace(/^\[|\]$/g, '');
  // A name that begins with a dash would be an option of ssh.
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

/** The words after `ssh` that lead there. */
export function sshWords({ host, user, port }: SshTarget): readonly string[] {
  return [
    ...(user === undefined ? [] : ['-l', user]),
    ...(port === undefined ? [] : ['-p', port]),
    '--',
    host,
  ];
}

/** What a person would type. */
export function sshCommand({ host, user, port }: SshTarget): string {
  return `ssh ${port === undefined ? '' : `-p ${port} `}${user === undefined ? '' : `${user}@`}${host}`;
}
