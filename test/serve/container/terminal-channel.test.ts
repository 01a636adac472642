import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { WebSocket } from 'ws';
import type { PageMessage, PageRequest } from '../../../src/model/page-messages.ts';
import type { ContainerAccess, TerminalSize } from '../../../src/serve/container/container-port.ts';
import { aPageApplication, noContainers } from '../../support/a-page-application.ts';
import { aLivePage, aServer, closing, refusal } from '../a-page-server.ts';

const ID = 'b'.repeat(64);
const OPEN: PageRequest = { type: 'open-terminal', channel: 1, container: ID, rows: 24, columns: 80 };

/** Shells that do nothing but what a test tells them. */
function someShells(openable = true) {
  const opened: { readonly id: string; readonly size: TerminalSize; readonly signal: AbortSignal }[] = [];
  const typed: string[] = [];
  const sizes: TerminalSize[] = [];
  const events = new EventTarget();
  let show: Parameters<ContainerAccess['openTerminal']>[2] = () => undefined;
  let end = (_code: number): void => {};
  const access: ContainerAccess = {
    variable: async () => undefined,
    async openTerminal(id, size, output, signal) {
      if (!openable) throw new Error('container shop-web-1 does not run');
      opened.push({ id, size, signal });
      show = output;
      signal.addEventListener('abort', () => events.dispatchEvent(new Event('aborted')));
      return {
        write: (text) => void typed.push(text),
        resize: (changed) => void sizes.push(changed),
        ended: new Promise((resolve) => {
          end = resolve;
        }),
      };
    },
  };
  return {
    access,
    opened,
    typed,
    sizes,
    show: (text: string) => show(text),
    end: (code: number) => end(code),
    aborted: () => once(events, 'aborted'),
  };
}

async function aPageWith(shells: ReturnType<typeof someShells>) {
  const server = await aServer(aPageApplication({ containers: { ...noContainers, access: shells.access } }));
  const page = await aLivePage(server);
  return {
    ...page,
    opens: () => expect.poll(() => shells.opened.length).toBe(1),
    last: (type: PageMessage['type']) => page.messages.findLast((message) => message.type === type),
  };
}

describe('a terminal of a page', () => {
  test('carries what is typed and what is written, sizes, and its end', async () => {
    const shells = someShells();
    const page = await aPageWith(shells);
    page.send(OPEN);
    page.send({ type: 'input', channel: 1, text: 'ls' });
    await page.opens();
    page.send({ type: 'input', channel: 1, text: '\u0003' });
    page.send({ type: 'resize', channel: 1, rows: 30, columns: 100 });
    await expect.poll(() => shells.sizes).toEqual([expect.objectContaining({ rows: 30, columns: 100 })]);

    expect(shells.opened[0]).toMatchObject({ id: ID, size: { rows: 24, columns: 80 } });
    expect(shells.typed.join('')).toBe('ls\u0003');
    void shells.show('\u001b[31mred');
    await expect
      .poll(() => page.last('output'))
      .toEqual({ type: 'output', channel: 1, text: '\u001b[31mred' });
    shells.end(3);
    await expect
      .poll(() => page.last('terminal-ended'))
      .toEqual({ type: 'terminal-ended', channel: 1, exitCode: 3 });
    page.send({ type: 'input', channel: 1, text: 'late' });
    page.socket.terminate();
  });

  test.each([
    [
      'the page closes it',
      (page: { send(request: PageRequest): void }) => page.send({ type: 'close', channel: 1 }),
    ],
    ['the connection ends', (page: { readonly socket: WebSocket }) => page.socket.terminate()],
  ])('ends when %s', async (_, leave) => {
    const shells = someShells();
    const page = await aPageWith(shells);
    page.send(OPEN);
    await page.opens();
    const aborted = shells.aborted();
    leave(page);
    await aborted;

    expect(shells.opened[0]?.signal.aborted).toBe(true);
  });

  test('says why there is none', async () => {
    const page = await aPageWith(someShells(false));
    page.send(OPEN);

    await expect
      .poll(() => page.last('terminal-ended'))
      .toEqual({ type: 'terminal-ended', channel: 1, error: 'container shop-web-1 does not run' });
  });

  test('is read no faster than the page takes it', async () => {
    const shells = someShells();
    const { key, live } = await aServer(
      aPageApplication({ containers: { ...noContainers, access: shells.access } }),
    );
    const socket = live();
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'hello', key: await key() }));
    socket.send(JSON.stringify(OPEN));
    await expect.poll(() => shells.opened.length).toBe(1);
    let written = 0;
    let full: Promise<void> | undefined;
    while (!full && written < 100) {
      full = shells.show('x'.repeat(64 * 1024));
      written++;
    }

    expect(written).toBeLessThan(20);
    socket.send(JSON.stringify({ type: 'taken', size: 2 * 1024 * 1024 }));
    await full;
    socket.terminate();
  });

  test('is there for no page that may only look', async () => {
    const server = await aServer(aPageApplication({ containers: noContainers }));
    const page = await aLivePage(server);
    page.send(OPEN);
    page.send({ type: 'input', channel: 1, text: 'rm -rf /' });

    await expect
      .poll(() => page.messages.find(({ type }) => type === 'terminal-ended'))
      .toEqual({ type: 'terminal-ended', channel: 1, error: 'this page can only look' });
    page.socket.terminate();
  });

  test.each([
    { ...OPEN, container: '../../x' },
    { ...OPEN, container: 'shop-web-1' },
    { ...OPEN, rows: 0 },
    { ...OPEN, columns: 100_000 },
    { ...OPEN, rows: '24; reboot' },
    { type: 'input', channel: 1, text: 3 },
    { type: 'resize', channel: 1, rows: -1, columns: 2 },
  ])('is not opened by %j, which ends the connection', async (request) => {
    const shells = someShells();
    const page = await aPageWith(shells);
    page.socket.send(JSON.stringify(request));

    expect(await closing(page.socket)).toBe(1002);
    expect(shells.opened).toEqual([]);
  });

  test('is opened by nobody who has not said who it is, or comes from another site', async () => {
    const shells = someShells();
    const { live } = await aServer(
      aPageApplication({ containers: { ...noContainers, access: shells.access } }),
    );
    const unknown = live();
    await once(unknown, 'open');
    unknown.send(JSON.stringify(OPEN));

    expect(await closing(unknown)).toBe(1008);
    expect(await refusal(live({ Origin: 'http://localhost:8080' }))).toBe(403);
    expect(shells.opened).toEqual([]);
  });
});
