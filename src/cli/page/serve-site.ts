import { UserError } from '../../diagnostics/user-error.ts';
import type { DoorEvent } from '../../serve/guard/admission.ts';
import type { PageServer } from '../../serve/page-server.ts';
import type { PageSite } from '../../serve/page-site.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { aborted, onInterrupt } from '../context/signals.ts';
import { openUrl } from '../terminal/open-url.ts';
import { askForLink, type PageLink } from './page-meeting.ts';
import { tellDoor, tellSharing } from './tell-sharing.ts';
import type { UiOptions } from './ui-options.ts';

export interface ServedSite {
  readonly site: PageSite;
  /** It has a name and a port. */
  readonly onServing: (server: Pick<PageServer, 'newLink'>) => Promise<void>;
  /** No page is left. */
  readonly close: () => Promise<void>;
}

/** Serves pages until Ctrl-C. @returns the exit code */
export async function serveSite(
  cli: Cli,
  { site, onServing, close }: ServedSite,
  { port, open, sharing }: UiOptions,
): Promise<number> {
  const { startPageServer } = await import('../../serve/page-server.ts');
  const stop = new AbortController();
  const release = onInterrupt([() => stop.abort(), () => cli.abandon()]);
  const onDoor = (event: DoorEvent): void => tellDoor(cli, event);
  const server = await startPageServer({
    site,
    port,
    ...(sharing && { sharing, onDoor }),
  }).catch((error: unknown) => {
    throw aboutPort(error, port, sharing?.address);
  });
  await onServing(server);
  if (sharing) tellSharing(cli, server, sharing);
  const endLinks = offerLinks(cli, server, stop.signal);
  if (open) await openUrl(cli, server.newLink().url);
  try {
    await aborted(stop.signal);
    return EXIT.ok;
  } finally {
    endLinks();
    release();
    await server.close();
    await close();
  }
}

interface Other {
  /** Where the server of the same pages would be met. undefined: nowhere. */
  readonly path: string | undefined;
  /** `of this project` */
  readonly what: string;
}

/** A server of the same pages that runs already gives a link of its own. @returns whether one does */
export async function offerLinkOfOther(
  cli: Cli,
  { path, what }: Other,
  { port, open, readOnly = false, sharing }: UiOptions,
): Promise<boolean> {
  // Who names a port, or shares it, wants a server there.
  const link = port !== 0 || sharing || path === undefined ? undefined : await askForLink(path, readOnly);
  if (!link) return false;
  cli.stderr.write(`the page ${what} is served already, by another terminal: this is a link of it\n`);
  printLink(cli, link);
  if (open) await openUrl(cli, link.url);
  return true;
}

function printLink({ stdout, stderr }: Cli, { url, byAddress }: PageLink): void {
  stdout.write(`${url}\n`);
  if (byAddress !== undefined) stderr.write(`  if the browser does not find that name: ${byAddress}\n`);
}

/** A link opens one page. Who sits at a terminal gets another one with Enter. @returns ends that */
function offerLinks(cli: Cli, server: PageServer, signal: AbortSignal): () => void {
  const { stderr } = cli;
  const print = (): void => printLink(cli, server.newLink());
  print();
  if (process.stdin.isTTY !== true) {
    stderr.write('the link opens one page, within five minutes; Ctrl-C ends it\n');
    return () => {};
  }
  stderr.write('a link opens one page, within five minutes; Enter prints another one, Ctrl-C ends it\n');
  const onInput = (): void => {
    if (!signal.aborted) print();
  };
  process.stdin.on('data', onInput);
  return () => {
    process.stdin.removeListener('data', onInput);
    process.stdin.pause();
  };
}

function aboutPort(error: unknown, port: number, address = '127.0.0.1'): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return new UserError('port-taken', `port ${port} of this machine is taken`, {
      hint: 'leave out --port, and a free one is found',
    });
  if (code === 'EADDRNOTAVAIL')
    return new UserError('bad-usage', `${address} is no address of this machine`, {
      hint: 'leave out --listen to listen on this machine alone',
    });
  if (code === 'EACCES')
    return new UserError('bad-usage', `port ${port} is for the system`, { hint: 'choose one above 1023' });
  return error;
}
