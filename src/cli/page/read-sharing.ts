import { statSync } from 'node:fs';
import { fileError } from '../../diagnostics/file-error.ts';
import { blank, commandHint, gantry } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { isEverywhere } from '../../serve/guard/page-origins.ts';
import { passwordFault } from '../../serve/guard/password.ts';
import type { TrustedHeader } from '../../serve/guard/trusted-header.ts';
import type { PageSharing } from '../../serve/page-server.ts';
import { readRegular } from '../../util/read-regular.ts';
import type { ListenAddress } from './sharing-flags.ts';

/** As the command line has them. */
export interface SharingFlags {
  readonly listen?: ListenAddress;
  readonly allowedHost?: readonly string[];
  readonly allowedOrigin?: readonly string[];
  readonly passwordFile?: string;
  readonly trustedHeader?: string;
  readonly trustedProxy?: readonly string[];
}

export const PASSWORD_VARIABLE = 'GANTRY_UI_PASSWORD';

const LONGEST_PASSWORD_FILE = 4096;

/**
 * Who may open the page. @returns undefined: this machine alone, by a link
 *
 * Error: UserError `bad-usage` where anybody on the network could open it, or nobody could; `file-unreadable`.
 */
export function readSharing(
  flags: SharingFlags,
  environment: ReadonlyMap<string, string>,
): PageSharing | undefined {
  const { listen, allowedHost: hosts = [], allowedOrigin: origins = [], passwordFile } = flags;
  const trustedHeader = readTrusted(flags);
  const isShared = listen !== undefined || hosts.length > 0 || origins.length > 0;
  if (!isShared && passwordFile === undefined && !trustedHeader) return undefined;
  const password =
    passwordFile === undefined ? environment.get(PASSWORD_VARIABLE) || undefined : passwordIn(passwordFile);
  const fault = password === undefined ? undefined : passwordFault(password);
  if (fault !== undefined)
    throw new UserError('bad-usage', `the password of the page ${fault}`, {
      hint: ['make one: ', commandHint('openssl', 'rand', '-base64', '18')],
    });
  const address = listen?.address ?? '127.0.0.1';
  if (!isLoopback(address) && password === undefined && !trustedHeader) throw withoutAdmission(address);
  if (isEverywhere(address) && hosts.length === 0 && origins.length === 0) throw withoutName(address);
  return { address, hosts, origins, password, trustedHeader };
}

export const isLoopback = (address: string): boolean => address === '::1' || address.startsWith('127.');

function readTrusted({ trustedHeader, trustedProxy = [] }: SharingFlags): TrustedHeader | undefined {
  if (trustedHeader !== undefined && trustedProxy.length > 0)
    return { name: trustedHeader, proxies: new Set(trustedProxy) };
  if (trustedHeader !== undefined)
    throw new UserError('bad-usage', 'anybody could send the header of --trusted-header', {
      hint: 'say which proxy sends it, e.g. --trusted-proxy 192.168.1.2',
    });
  if (trustedProxy.length > 0)
    throw new UserError('bad-usage', '--trusted-proxy does nothing without --trusted-header', {
      hint: 'say in which header the proxy names who is let in, e.g. --trusted-header Remote-User',
    });
  return undefined;
}

/** Editors end the last line, and some mark the first one as UTF-8; that is not part of it. */
function passwordIn(path: string): string {
  const { bytes, mode } = readPassword(path);
  if ((mode & WRITABLE_BY_OTHERS) !== 0)
    throw new UserError('bad-usage', `the password file ${path} can be written by others than its owner`, {
      hint: ['let nobody else read or write it: ', commandHint('chmod', '600', path)],
    });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r?\n$/, '');
  } catch {
    throw new UserError('bad-usage', `the password file ${path} is no text in UTF-8`, {
      hint: ['make one: ', commandHint('openssl', 'rand', '-base64', '18')],
    });
  }
}

const WRITABLE_BY_OTHERS = 0o022;

function readPassword(path: string): { readonly bytes: Buffer; readonly mode: number } {
  try {
    return { bytes: readRegular(path, LONGEST_PASSWORD_FILE), mode: statSync(path).mode };
  } catch (error) {
    throw fileError(`the password file ${path}`, 'cannot be read', error);
  }
}

const withoutAdmission = (address: string): UserError =>
  new UserError('bad-usage', `whoever reaches ${address} would be asked for nothing`, {
    hint: [
      `set ${PASSWORD_VARIABLE}, or name a file (--password-file) or a proxy (--trusted-header); yourself you get there by \``,
      commandHint('ssh', '-L', '4711:127.0.0.1:4711', blank('HOST')),
      '` and `',
      gantry('ui', '--port', '4711'),
      '` without any of it',
    ],
  });

const withoutName = (address: string): UserError =>
  new UserError('bad-usage', `${address} is no address that a browser opens`, {
    hint: 'name what browsers will open, e.g. --allowed-host box.lan; any other name is refused',
  });
