import { UserError } from '../../diagnostics/user-error.ts';
import { readOnlyEngine } from '../../engine/port/read-only-engine.ts';
import type { PageServer } from '../../serve/page-server.ts';
import type { Cli } from '../context/cli.ts';
import { EXIT } from '../context/exit-codes.ts';
import { aborted, onInterrupt } from '../context/signals.ts';
import { openUrl } from '../terminal/open-url.ts';
import { LiveProject } from './live-project.ts';

export interface UiOptions {
  /** 0: any that is free. */
  readonly port: number;
  readonly open?: boolean;
  readonly readOnly?: boolean;
}

/** Serves the page of the project until Ctrl-C. @returns the exit code */
export async function servePage(cli: Cli, { port, open, readOnly = false }: UiOptions): Promise<number> {
  const { startPageServer } = await import('../../serve/page-server.ts');
  const connected = await cli.engine();
  const engine = readOnly ? readOnlyEngine(connected) : connected;
  // Whoever reveals secrets at a terminal does not do so for every page.
  const globals = { ...cli.globals, reveal: false };
  const project = new LiveProject({ ...cli, globals, engine: async () => engine }, engine, readOnly);
  const stop = new AbortController();
  const release = onInterrupt([() => stop.abort(), () => cli.abandon()]);
  const [server] = await Promise.all([
    startPageServer({ application: project, port }).catch((error: unknown) => {
      throw aboutPort(error, port);
    }),
    project.start(),
  ]);
  const endLinks = offerLinks(cli, server, stop.signal);
  if (open) await openUrl(cli, server.newLink().url);
  try {
    await aborted(stop.signal);
    return EXIT.ok;
  } finally {
    endLinks();
    release();
    await server.close();
    await project.close();
  }
}

/** A link opens one page. Who sits at a terminal gets another one with Enter. @returns ends that */
function offerLinks({ stdout, stderr }: Cli, server: PageServer, signal: AbortSignal): () => void {
  const print = (): void => {
    const { url, byAddress } = server.newLink();
    stdout.write(`${url}\n`);
    stderr.write(`  if the browser does not find that name: ${byAddress}\n`);
  };
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
