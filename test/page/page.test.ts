import { describe, expect, test } from 'vitest';
import { aPageApplication } from '../support/a-page-application.ts';
import { aLog } from './a-log.ts';
import { aServer, aWindow, expectNoComplaints, faultsOf, openPage, withoutBrowser } from './browser.ts';
import { aPageChange, aPageService, aShop, withPlan } from './shop-state.ts';

const ESC = '\u001b';

describe.skipIf(withoutBrowser)('the page', () => {
  test('shows services by what needs attention, and what happens to them as it happens', async () => {
    const broken = aPageService('db', { status: 'failed', says: 'exited with 1' });
    const application = aPageApplication({
      state: aShop([aPageService('api'), broken, aPageService('web')]),
    });
    const opened = await openPage(application);
    const { page } = opened;
    const rows = page.getByRole('navigation', { name: 'Services' }).getByRole('button');

    await expect.poll(() => rows.allInnerTexts()).toHaveLength(3);
    expect((await rows.allInnerTexts())[0]).toContain('db');
    const graph = page.getByRole('region', { name: 'Graph of the services' });
    expect(await graph.getByRole('button', { name: 'db exited with 1', exact: true }).count()).toBe(1);
    const { services } = application.feed.state;
    application.feed.update({ services: { ...services, db: aPageService('db'), web: restarting('web') } });

    await graph.getByRole('button', { name: /^web restarting/ }).waitFor();
    await expect.poll(async () => (await rows.allInnerTexts())[0]).toContain('web');
    expectNoComplaints(opened);
  });

  test('is worked by the keyboard alone', async () => {
    const opened = await openPage(
      aPageApplication({ state: { ...aShop(), ...withPlan([aPageChange('api')]) } }),
    );
    const { page } = opened;
    const details = page.getByRole('complementary');

    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await details.getByRole('heading', { name: 'db' }).waitFor();
    expect(new URL(page.url()).hash).toBe('#/graph/db');
    await page.keyboard.press('Escape');
    await expect.poll(() => details.count()).toBe(0);
    await page.keyboard.press('p');
    await page.getByRole('heading', { name: '1 change' }).waitFor();
    await page.keyboard.press('v');
    await page.keyboard.press('/');
    await page.keyboard.type('we');
    await expect
      .poll(() => page.getByRole('navigation', { name: 'Services' }).getByRole('button').count())
      .toBe(1);
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('logs of db');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.getByLabel('Whose logs').inputValue()).toBe('db');
    expectNoComplaints(opened);
  });

  test('takes keys that come faster than it is drawn', async () => {
    const { page } = await openPage(aPageApplication({ state: aShop() }));
    const { keyboard } = page;
    const commands = page.getByRole('dialog', { name: 'Commands' });

    await keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await Promise.all([keyboard.press('Escape'), keyboard.press('Control+k')]);
    await keyboard.type('logs of db');
    await keyboard.press('Enter');
    await expect.poll(() => page.getByLabel('Whose logs').inputValue()).toBe('db');
    await keyboard.press('Control+k');
    await commands.waitFor();
    await Promise.all([keyboard.press('Escape'), keyboard.press('h')]);
    await page.getByRole('region', { name: 'History' }).waitFor();
  });

  test('gives the focus back to where it was before a dialog, however that was left', async () => {
    const { page } = await openPage(aPageApplication({ state: aShop() }));
    const filter = page.getByLabel('Filter services');
    for (const key of ['Escape', 'Enter']) {
      await filter.focus();
      await page.keyboard.press('Control+k');
      await page.keyboard.type('dark or');
      await page.keyboard.press(key);
      await expect.poll(() => filter.evaluate((field) => field === document.activeElement)).toBe(true);
    }
  });

  test('asks before a plan is applied, and asks for exactly the plan that was shown', async () => {
    const application = aPageApplication({ state: { ...aShop(), ...withPlan([aPageChange('api')]) } });
    const opened = await openPage(application);
    const { page } = opened;
    await page.keyboard.press('p');

    const row = page.getByRole('row', { name: 'image' });
    expect(await row.getByRole('cell').allInnerTexts()).toEqual(['api:1', 'api:2', 'compose.yaml:9:12']);
    await page.keyboard.press('a');
    const dialog = page.getByRole('dialog', { name: 'Apply the plan' });
    await dialog.getByText('container shop-api-1 is stopped and replaced').waitFor();
    await dialog.getByRole('button', { name: 'Leave it' }).click();
    expect(application.applied).toEqual([]);
    await page.keyboard.press('a');
    await dialog.getByRole('button', { name: 'Apply', exact: true }).click();
    await expect.poll(() => application.applied).toEqual([{ plan: 'plan-1', typed: '' }]);
    expectNoComplaints(opened);
  });

  test('refuses a plan that has changed while it was asked, until somebody has looked at the new one', async () => {
    const application = aPageApplication({ state: { ...aShop(), ...withPlan([aPageChange('api')]) } });
    const { page } = await openPage(application);
    await page.keyboard.press('a');
    const apply = page.getByRole('dialog').getByRole('button', { name: 'Apply', exact: true });
    await apply.waitFor();
    const { plan } = withPlan([aPageChange('api'), aPageChange('db')]);
    if (plan) application.feed.update({ plan: { ...plan, id: 'plan-2' } });

    await page.getByRole('alert').waitFor();
    expect(await apply.isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Take the new one' }).click();
    await apply.click();
    await expect.poll(() => application.applied.map(({ plan: id }) => id)).toEqual(['plan-2']);
  });

  test('asks for the name of the project before something is destroyed', async () => {
    const change = aPageChange('db', { disruption: 'data-loss' });
    const application = aPageApplication({ state: { ...aShop(), ...withPlan([change], true) } });
    const { page } = await openPage(application);
    await page.keyboard.press('a');
    const apply = page.getByRole('dialog').getByRole('button', { name: 'Apply', exact: true });

    expect(await apply.isDisabled()).toBe(true);
    await page.getByLabel('This destroys data').fill('shop');
    await apply.click();
    await expect.poll(() => application.applied).toEqual([{ plan: 'plan-1', typed: 'shop' }]);
  });

  test('has no way to change anything where it can only look', async () => {
    const state = { ...aShop(), ...withPlan([aPageChange('api')]), readOnly: true };
    const { page } = await openPage(aPageApplication({ state }));
    await page.keyboard.press('p');
    await page.keyboard.press('a');

    await page.getByText('read-only').waitFor();
    expect(await page.getByRole('button', { name: /Apply/ }).count()).toBe(0);
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  test('shows problems of the files at their places, and runs with what failed', async () => {
    const state = {
      ...aShop(),
      problems: [
        {
          severity: 'error' as const,
          code: 'unknown-attribute',
          message: 'services.web.imge is not known',
          at: 'compose.yaml:4:5',
          excerpt: { text: '    imge: web:1', start: 4, end: 8 },
          hint: 'did you mean "image"?',
        },
      ],
      run: {
        id: 'plan-1',
        status: 'failed' as const,
        startedAt: 1_700_000_000_000,
        endedAt: 1_700_000_004_200,
        steps: {
          1: { id: 1, label: 'Container shop-db-1', doing: 'Starting', status: 'failed' as const, after: [] },
        },
        notes: [],
        failures: [
          {
            severity: 'error' as const,
            message: 'container shop-db-1 is unhealthy',
            service: 'db',
            path: ['web', 'api', 'db'],
            output: ['<b>FATAL</b>: no such folder'],
            blocked: ['Container shop-web-1'],
          },
        ],
      },
    };
    const opened = await openPage(aPageApplication({ state }));
    const { page } = opened;
    await page.keyboard.press('p');

    await page.getByText('web → api → db').waitFor();
    expect(await page.locator('mark').innerText()).toBe('imge');
    expect(await page.locator('.output').innerText()).toBe('<b>FATAL</b>: no such folder');
    expect(await page.locator('.steps').innerText()).toContain('Starting Container shop-db-1');
    expectNoComplaints(opened);
  });

  test('comes back when the connection was lost, with what it has missed', async () => {
    const application = aPageApplication({ state: aShop() });
    const server = await aServer(application);
    const page = await aWindow();
    await page.addInitScript(() => {
      const Original = WebSocket;
      const sockets: WebSocket[] = [];
      class Recorded extends Original {
        constructor(url: string) {
          super(url);
          sockets.push(this);
        }
      }
      Object.assign(window, { WebSocket: Recorded, sockets });
    });
    await page.goto(server.newLink().url);
    await page.getByRole('heading', { name: 'shop' }).waitFor();
    await page.evaluate(() => {
      for (const socket of (window as unknown as { sockets: WebSocket[] }).sockets) socket.close(4000);
    });
    application.feed.update({ keeper: '"up" of alice' });

    await page.getByText('"up" of alice changes the project').waitFor();
    expect(await page.evaluate(() => (window as unknown as { sockets: WebSocket[] }).sockets.length)).toBe(2);
  });

  test('opens by its link also where the server could not be reached at first', async () => {
    let asked = 0;
    const { page } = await openPage(undefined, {}, (opened) => {
      void opened.route('**/api/session', (route) => (asked++ === 0 ? route.abort() : route.continue()));
    });
    expect(asked).toBe(2);
    expect(new URL(page.url()).hash).toBe('#/graph');
  });

  test('is opened once by a link, which is nowhere in the address afterwards', async () => {
    const { page, server } = await openPage(aPageApplication({ state: aShop() }));
    const link = server.newLink().url;
    const other = await page.context().newPage();
    await other.goto(link);
    await other.getByRole('heading', { name: 'shop' }).waitFor();
    const again = await page.context().newPage();
    await again.goto(link);

    await again.getByText('this link was used, or is too old').waitFor();
    for (const { url } of [page, other, again].map((one) => ({ url: one.url() })))
      expect(url).not.toContain(new URL(link).hash.slice(1, 20));
    expect(await again.evaluate(() => document.cookie)).toBe('');
  });
});

describe.skipIf(withoutBrowser)('foreign text on the page', () => {
  test('is text, also in names of services', async () => {
    const name = '<img src=x onerror="document.title=1">';
    const opened = await openPage(aPageApplication({ state: aShop([aPageService(name)]) }));
    const { page } = opened;
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');

    await page.getByRole('complementary').getByRole('heading', { name }).waitFor();
    expect(await page.locator('img').count()).toBe(0);
    expectNoComplaints(opened);
  });
});

describe.skipIf(withoutBrowser)('for everybody', () => {
  test.each([
    ['dark', 1280],
    ['light', 1280],
    ['dark', 360],
    ['light', 3840],
  ] as const)('no view has a fault that axe finds: %s, %i wide', async (colorScheme, width) => {
    const log = aLog();
    const state = {
      ...aShop(),
      ...withPlan([aPageChange('api'), aPageChange('db', { disruption: 'data-loss' })]),
    };
    const { page } = await openPage(aPageApplication({ state, followLogs: log.follow }), {
      colorScheme,
      viewport: { width, height: 900 },
    });
    await log.say([`${ESC}[33mwarning${ESC}[0m`, 'a line']);
    for (const keys of [
      [],
      ['j', 'Enter'],
      ['l'],
      ['p'],
      ['h'],
      ['Escape', '?'],
      ['Escape', 'Control+k'],
      ['Escape', 'a'],
    ]) {
      for (const key of keys) await page.keyboard.press(key);
      expect(await faultsOf(page), `after ${keys.join(' ')}`).toEqual([]);
    }
  });

  test('nothing is wider than a narrow screen', async () => {
    const log = aLog();
    const state = { ...aShop(), ...withPlan([aPageChange('api')]) };
    const { page } = await openPage(aPageApplication({ state, followLogs: log.follow }), {
      viewport: { width: 360, height: 740 },
    });
    for (const name of ['graph', 'logs', 'plan 1', 'history', 'list']) {
      await page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name }).last().click();

      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    }
    await page.getByRole('navigation', { name: 'Services' }).getByRole('button', { name: 'api' }).click();
    await page.getByRole('complementary').waitFor();
  });
});

const restarting = (name: string) =>
  aPageService(name, { status: 'failed', says: 'restarting after it exited with 1' });
