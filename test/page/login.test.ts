import { createServer, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { PageServer } from '../../src/serve/page-server.ts';
import { aPageApplication } from '../support/a-page-application.ts';
import { aServer, aWindow, complaintsOf, expectNoComplaints, faultsOf, withoutBrowser } from './browser.ts';
import { aShop } from './shop-state.ts';

const PASSWORD = 'correct horse battery';
const ALICE = { 'remote-user': 'alice' };

/** Of every page that came without encryption, and of one that asks whether it needs a password. */
const EXPECTED = /^The Cross-Origin-Opener-Policy header has been ignored|status of 403/;

/** A page that others open by its name, which is no secure context for them. */
async function aSharedPage(options: Parameters<typeof aWindow>[0] = {}) {
  let now = 0;
  const application = aPageApplication({ state: aShop() });
  const sharing = { address: '127.0.0.1', hosts: ['box.test'], origins: [], password: PASSWORD };
  const server = await aServer(application, { sharing, now: () => now });
  const page = await aWindow({ reducedMotion: 'reduce', ...options });
  const complaints = complaintsOf(page);
  await page.goto(server.origin);
  const field = page.getByLabel('Password');
  await field.waitFor();
  return {
    application,
    complaints,
    field,
    page,
    server,
    pass(ms: number) {
      now += ms;
    },
    project: page.getByRole('heading', { name: 'shop', level: 1 }),
    alert: page.getByRole('alert'),
  };
}

describe.skipIf(withoutBrowser)('a shared page', () => {
  test('is opened by its password, by the keyboard alone, and stays open when it is loaded anew', async () => {
    const { application, complaints, field, page, project } = await aSharedPage();
    expect(await field.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');

    await project.waitFor();
    expect(page.url()).not.toContain(PASSWORD);
    await page.reload();
    await project.waitFor();
    application.feed.update({ keeper: 'alice' });
    await page.getByText('alice changes the project').waitFor();
    expectNoComplaints({ complaints: complaints.filter((text) => !EXPECTED.test(text)) });
  });

  test('says what is wrong, and how long to wait', async () => {
    const { alert, field, page, pass, project } = await aSharedPage();
    const open = page.getByRole('button');
    for (let tried = 0; tried < 5; tried++) {
      await field.fill(`wrong ${tried}`);
      await open.click();
      await expect.poll(() => alert.innerText()).toBe('this is not the password');
      await expect.poll(() => open.isEnabled()).toBe(true);
    }
    await open.click();
    await expect.poll(() => alert.innerText()).toBe('too many wrong passwords: wait 30 s');
    expect(await open.isDisabled()).toBe(true);
    await expect.poll(() => open.innerText()).toBe('Wait 28 s');
    pass(30_000);
    await page.reload();
    await field.fill(PASSWORD);
    await open.click();
    await project.waitFor();
  });

  test.each([
    { viewport: { width: 360, height: 640 }, colorScheme: 'dark' as const },
    { viewport: { width: 1280, height: 800 }, colorScheme: 'light' as const },
  ])('asks for its password without a fault, on a screen of $viewport.width', async (options) => {
    const { alert, field, page } = await aSharedPage(options);
    await field.fill('wrong');
    await page.keyboard.press('Enter');
    await expect.poll(() => alert.innerText()).toBe('this is not the password');

    expect(await faultsOf(page)).toEqual([]);
    const overhang = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
    expect(overhang).toBeLessThanOrEqual(0);
    await page.getByText('This connection is not encrypted').waitFor();
  });

  test('works where browsers do not trust the connection: it copies, too', async () => {
    const { complaints, field, page, project } = await aSharedPage();
    await field.fill(PASSWORD);
    await page.keyboard.press('Enter');
    await project.waitFor();
    expect(await page.evaluate(() => isSecureContext)).toBe(false);
    await page.keyboard.press('y');
    await page.getByText('copied: gantry').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.press('Control+v');

    expect(await page.getByLabel('Filter services').inputValue()).toMatch(/^gantry/);
    expectNoComplaints({ complaints: complaints.filter((text) => !EXPECTED.test(text)) });
  });

  test('asks again when its server is another one', async () => {
    const { field, page, project, server } = await aSharedPage();
    await field.fill(PASSWORD);
    await page.keyboard.press('Enter');
    await project.waitFor();
    await server.close();
    const sharing = { address: '127.0.0.1', hosts: ['box.test'], origins: [], password: PASSWORD };
    await aServer(aPageApplication({ state: aShop() }), { sharing, port: server.port });

    await page.getByText('this page is not known any more. Its password opens it, too.').waitFor();
    await field.fill(PASSWORD);
    await page.keyboard.press('Enter');
    await project.waitFor();
  });
});

describe.skipIf(withoutBrowser)('a page behind a proxy that says who somebody is', () => {
  test('opens without being asked, and again when its server is another one', async () => {
    const proxy = await aProxy();
    const sharing = {
      address: '127.0.0.1',
      hosts: [],
      origins: [proxy.origin],
      trustedHeader: { name: 'remote-user', proxies: new Set(['127.0.0.1']) },
    };
    const first = await aServer(aPageApplication({ state: aShop() }), { sharing });
    proxy.leadTo(first);
    const page = await aWindow();
    await page.goto(proxy.origin);
    const project = page.getByRole('heading', { name: 'shop', level: 1 });
    await project.waitFor();
    await first.close();
    const second = await aServer(aPageApplication({ state: { ...aShop(), keeper: 'alice' } }), { sharing });
    proxy.leadTo(second);

    await page.getByText('alice changes the project').waitFor();
  });
});

/** As nginx or Caddy do it: the request as it came, with a header of its own. */
async function aProxy() {
  let port = 0;
  const server = createServer((incoming, response) => {
    const { method, url: path, headers } = incoming;
    const options = { host: '127.0.0.1', port, method, path, headers: { ...headers, ...ALICE } };
    const passed = request(options, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    passed.on('error', () => response.destroy());
    incoming.pipe(passed);
  });
  server.on('upgrade', ({ url, headers }, socket) => {
    const passed = connect(port, '127.0.0.1');
    const lines = Object.entries({ ...headers, ...ALICE }).map(([name, value]) => `${name}: ${value}\r\n`);
    passed.write(`GET ${url} HTTP/1.1\r\n${lines.join('')}\r\n`);
    passed.on('error', () => socket.destroy());
    socket.on('error', () => passed.destroy());
    passed.pipe(socket).pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port: own } = server.address() as AddressInfo;
  return {
    origin: `http://box.test:${own}`,
    leadTo(to: PageServer) {
      port = to.port;
    },
  };
}
