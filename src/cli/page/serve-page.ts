import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import { readOnlyEngine } from '../../engine/port/read-only-engine.ts';
import type { PageRun } from '../../model/page-state.ts';
import type { PageServer } from '../../serve/page-server.ts';
import { pageSocketPath } from '../apply/page-socket.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { aborted, onInterrupt } from '../context/signals.ts';
import { openUrl } from '../terminal/open-url.ts';
import { LiveProject } from './live-project.ts';
import { askForLink, openMeeting, type PageLink } from './page-meeting.ts';
import { staySmall } from './stay-small.ts';

export interface UiOptions {
  /** 0: any that is free. */
  readonly port: number;
  readonly open?: boolean;
  readonly readOnly?: boolean;
}

/** Serves the page of the project until Ctrl-C. @returns the exit code */
export async function servePage(cli: Cli, { port, open, readOnly = false }: UiOptions): Promise<number> {
  staySmall();
  const { startPageServer } = await import('../../serve/page-server.ts');
  const connected = await cli.engine();
  const engine = readOnly ? readOnlyEngine(connected) : connected;
  // Whoever reveals secrets at a terminal does not do so for every page.
  const globals = { ...cli.globals, reveal: false };
  const project = new LiveProject({ ...cli, globals, engine: async () => engine }, engine, readOnly);
  await project.start();
  // Who names a port wants a server there.
  if (port === 0 && (await offerLinkOfOther(cli, project, engine, { open, readOnly }))) return EXIT.ok;
  const stop = new AbortController();
  const release = onInterrupt([() => stop.abort(), () => cli.abandon()]);
  const server = await startPageServer({ application: project, port }).catch((error: unknown) => {
    throw aboutPort(error, port);
  });
  const path = meetingPlace(cli, project, engine);
  const onRun = (run: PageRun): void => project.watchRun(run);
  const meeting = path && (await openMeeting({ path, readOnly, newLink: server.newLink, onRun }));
  const endLinks = offerLinks(cli, server, stop.signal);
  if (open) await openUrl(cli, server.newLink().url);
  try {
    await aborted(stop.signal);
    return EXIT.ok;
  } finally {
    endLinks();
    release();
    if (meeting) await meeting.close();
    await server.close();
    await project.close();
  }
}

/** A server of this project that runs already gives a link of its own. @returns whether one does */
async function offerLinkOfOther(
  cli: Cli,
  project: LiveProject,
  engine: Engine,
  { open, readOnly }: Required<Pick<UiOptions, 'readOnly'>> & { readonly open: boolean | undefined },
): Promise<boolean> {
  const path = meetingPlace(cli, project, engine);
  const link = path === undefined ? undefined : await askForLink(path, readOnly);
  if (!link) return false;
  await project.close();
  cli.stderr.write('the page of this project is served already, by another terminal: this is a link of it\n');
  printLink(cli, link);
  if (open) await openUrl(cli, link.url);
  return true;
}

/** undefined: there is none on this machine, or the files do not say which project it is. */
function meetingPlace({ environment }: Cli, { name }: LiveProject, engine: Engine): string | undefined {
  try {
    return name === '' ? undefined : pageSocketPath(name, engine, environment);
  } catch {
    return undefined;
  }
}

function printLink({ stdout, stderr }: Cli, { url, byAddress }: PageLink): void {
  stdout.write(`${url}\n`);
  stderr.write(`  if the browser does not find that name: ${byAddress}\n`);
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

function aboutPort(error: unknown, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return new UserError('port-taken', `port ${port} of this machine is taken`, {
      hint: 'leave out --port, and a free one is found',
    });
  if (code === 'EACCES')
    return new UserError('bad-usage', `port ${port} is for the system`, { hint: 'choose one above 1023' });
  return error;
}
