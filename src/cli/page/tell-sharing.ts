import { isIPv6 } from 'node:net';
import type { DoorEvent } from '../../serve/guard/admission.ts';
import type { PageServer, PageSharing } from '../../serve/page-server.ts';
import { visible } from '../../util/disarm.ts';
import type { Cli } from '../context/cli.ts';
import { isLoopback } from './read-sharing.ts';

/** What whoever shares the page should know. @param origin what it is opened by */
export function tellSharing(
  { stderr }: Cli,
  { origin, port }: Pick<PageServer, 'origin' | 'port'>,
  { address, trustedHeader }: PageSharing,
): void {
  const place = `${isIPv6(address) ? `[${address}]` : address}:${port}`;
  stderr.write(`it listens on ${place}\n`);
  if (!isLoopback(address)) stderr.write(`warning: ${unencrypted(origin, place)}\n`);
  const local = [...(trustedHeader?.proxies ?? [])].find(isLoopback);
  if (local !== undefined)
    stderr.write(
      `warning: every user of this machine, and every container with its network, can send ${trustedHeader?.name} from ${local}, and is let in then\n`,
    );
}

const unencrypted = (origin: string, place: string): string =>
  origin.startsWith('https:')
    ? `what goes between the proxy and ${place} is not encrypted; let nobody else have that network`
    : `what goes to and from ${origin} is not encrypted: who is between can read the password and all else; put a proxy with TLS before it, or use ssh -L`;

/** A line for each who came, as the log of a server has it. */
export function tellDoor({ stderr }: Cli, { kind, address, user }: DoorEvent): void {
  const time = `${new Date().toISOString().slice(0, 19)}Z`;
  const who = user === undefined ? address : `${visible(user)} (by ${address})`;
  stderr.write(`${time} ${kind === 'admitted' ? 'let in' : 'wrong password from'}: ${who}\n`);
}
