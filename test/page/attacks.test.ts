import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { aPageApplication } from '../support/a-page-application.ts';
import { aServer, aWindow, openPage, withoutBrowser } from './browser.ts';
import { aShop } from './shop-state.ts';

/** What a container publishes on this machine, with a page of its own; and what arrived there. */
async function aPublishedPort() {
  const cookies: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    cookies.push(request.headers.cookie);
    response.setHeader('content-type', 'text/html');
    response.end('<title>published</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { port, cookies };
}

describe.skipIf(withoutBrowser)('a page that something else serves on this machine', () => {
  test.each(['http://localhost', 'http://127.0.0.1'])(
    'at %s can ask the server of an open page for nothing',
    async (site) => {
      const application = aPageApplication({ state: aShop() });
      const { page: own, server } = await openPage(application);
      const published = await aPublishedPort();
      const page = await own.context().newPage();
      await page.goto(`${site}:${published.port}/`);
      const got = await page.evaluate(async (origin) => {
        const failed = (error: unknown): string => `failed: ${error instanceof Error ? error.name : error}`;
        const ask = (path: string, options: RequestInit): Promise<string> =>
          fetch(`${origin}${path}`, options).then(({ type, status }) => `${type} ${status}`, failed);
        const body = '{"plan":"plan-1"}';
        const socket = await new Promise<string>((resolve) => {
          const opened = new WebSocket(`${origin.replace('http', 'ws')}/live`);
          opened.onopen = () => resolve('open');
          opened.onerror = () => resolve('refused');
        });
        const frame = document.createElement('iframe');
        frame.src = `${origin}/`;
        document.body.append(frame);
        await new Promise((resolve) => {
          frame.onload = resolve;
        });
        let framed = 'nothing';
        try {
          framed = frame.contentDocument?.body.innerHTML ?? 'nothing';
        } catch (error) {
          framed = failed(error);
        }
        return {
          simple: await ask('/api/apply', { method: 'POST', mode: 'no-cors', body }),
          json: await ask('/api/apply', {
            method: 'POST',
            body,
            headers: { 'content-type': 'application/json', authorization: 'Bearer x' },
          }),
          read: await ask('/', {}),
          beacon: navigator.sendBeacon(`${origin}/api/apply`, body),
          socket,
          framed,
        };
      }, server.origin);

      expect(got).toMatchObject({
        // It arrives, was refused, and nobody is told.
        simple: expect.stringMatching(/^opaque 0$|^failed/),
        json: 'failed: TypeError',
        read: 'failed: TypeError',
        socket: 'refused',
        framed: 'nothing',
      });
      expect(application.applied).toEqual([]);
      expect(published.cookies.filter((cookie) => cookie !== undefined)).toEqual([]);
    },
  );

  test('a form is refused', async () => {
    const application = aPageApplication({ state: aShop() });
    const server = await aServer(application);
    const { port } = await aPublishedPort();
    const page = await aWindow();
    await page.goto(`http://localhost:${port}/`);
    await page.evaluate((origin) => {
      const form = document.createElement('form');
      Object.assign(form, { method: 'POST', action: `${origin}/api/apply`, enctype: 'text/plain' });
      document.body.append(form);
      form.submit();
    }, server.origin);
    await page.waitForURL(`${server.origin}/**`);

    expect(await page.innerText('body')).toMatch(/another origin|another site/);
    expect(application.applied).toEqual([]);
  });

  test('a name that leads to this machine is refused', async () => {
    const server = await aServer();
    const { port } = new URL(server.origin);
    const page = await aWindow();
    const response = await page.goto(`http://evil.test:${port}/`);

    expect(response?.status()).toBe(421);
  });
});

test.skipIf(withoutBrowser)(
  'the page works at the address, for browsers that do not find its name',
  async () => {
    const server = await aServer(aPageApplication({ state: aShop() }));
    const page = await aWindow();
    await page.goto(server.newLink().byAddress ?? '');

    await page.getByRole('heading', { name: 'shop' }).waitFor();
  },
);
