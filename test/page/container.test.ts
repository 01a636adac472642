import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/diagnostics/user-error.ts';
import type { PageExplanation } from '../../src/model/page-container.ts';
import type { PageState } from '../../src/model/page-state.ts';
import type { ContainerPort } from '../../src/serve/container/container-port.ts';
import { aPageApplication } from '../support/a-page-application.ts';
import { expectNoComplaints, faultsOf, type OpenPage, openPage, withoutBrowser } from './browser.ts';
import { CONTAINER_DETAILS } from './container-details.ts';
import { aShop } from './shop-state.ts';

const SECRET = 'hunter2-9f1c';

const EXPLANATIONS: Readonly<Record<string, PageExplanation>> = {
  'services.web': {
    subject: 'services.web',
    members: [{ name: 'image', path: 'services.web.image', value: 'web:2' }],
    says: [],
    notes: [],
  },
  'services.web.image': {
    subject: 'services.web.image',
    value: 'web:2',
    members: [],
    says: [
      { at: 'compose.yaml:4:12', text: 'web:1', how: 'replaced', wins: false, variables: [] },
      {
        at: 'override.yaml:3:12',
        text: 'web:${TAG:-2}',
        how: '',
        wins: true,
        variables: [{ text: '${TAG:-2}', value: '2', isDefault: true, says: [] }],
      },
    ],
    notes: [],
  },
};

function somePort(port: Partial<ContainerPort> = {}): ContainerPort {
  return {
    details: async () => CONTAINER_DETAILS,
    processes: async () => ({ titles: ['PID', 'CMD'], processes: [['7', 'nginx: <b>master</b>']] }),
    changes: async () => ({ changes: [{ path: '/tmp/new', kind: 'created' }], left: 3 }),
    async *stats(_, signal) {
      const sample = {
        cpuPercent: 12.5,
        memoryBytes: 64_000_000,
        memoryLimitBytes: 1,
        receivedBytes: 0,
        sentBytes: 0,
        readBytes: 0,
        writtenBytes: 0,
        processes: 1,
      };
      yield sample;
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    },
    access: {
      async variable(_, name) {
        if (name === 'FROM_SECRET') throw new UserError('bad-usage', 'it is the content of a secret');
        return SECRET;
      },
      openTerminal: () => Promise.reject(new Error('no terminal here')),
    },
    ...port,
  };
}

async function openWeb(
  containers = somePort(),
  state: Partial<PageState> = {},
): Promise<OpenPage & { readonly traffic: () => string }> {
  const application = aPageApplication({
    state: { ...aShop(), ...state },
    containers,
    explain: async (path) => EXPLANATIONS[path] ?? Promise.reject(new UserError('bad-usage', `no ${path}`)),
  });
  let traffic = '';
  const opened = await openPage(application, {}, (page) => {
    page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => (traffic += payload)));
    page.on('response', async (response) => {
      traffic += await response.text().catch(() => '');
    });
  });
  await opened.page
    .getByRole('navigation', { name: 'Services' })
    .getByRole('button', { name: /^web/ })
    .click();
  return { ...opened, traffic: () => traffic };
}

describe.skipIf(withoutBrowser)('a container on the page', () => {
  test('shows its probes, networks, ports, mounts, and what it uses', async () => {
    const opened = await openWeb();
    const details = opened.page.getByRole('complementary', { name: 'Details of web' });

    await details.getByText('restarted 2 times').waitFor();
    await details.getByText('<img src=x onerror=alert(1)> refused').waitFor();
    await details.getByText('64.0 MB at most 64.0 MB').waitFor();
    await details.getByText('10.0.0.2').waitFor();
    await details.getByText('/data').waitFor();
    const links = await details
      .getByRole('link')
      .evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    // Of its service, and of its port; no other scheme becomes a link.
    expect(links).toEqual(['http://localhost:8080', 'http://localhost:8080']);
    expectNoComplaints(opened);
  });

  test('shows processes and changed files when they are asked for', async () => {
    const asked: string[] = [];
    const opened = await openWeb(
      somePort({
        async changes(id) {
          asked.push(id);
          return { changes: [{ path: '/tmp/new', kind: 'created' }], left: 3 };
        },
      }),
    );
    const { page } = opened;
    await page.getByText('Files changed in it').waitFor();

    expect(asked).toEqual([]);
    await page.getByText('Files changed in it').click();
    await page.getByText('/tmp/new').waitFor();
    await page.getByText('and 3 more').waitFor();
    await page.getByText('Processes').click();
    await page.getByRole('cell', { name: 'nginx: <b>master</b>' }).waitFor();
    expectNoComplaints(opened);
  });

  test('sends no value of a variable before somebody asks for this one, and forgets it', async () => {
    const { page, traffic } = await openWeb();
    await page.getByText('DB_PASSWORD').first().waitFor();
    const shown = page.getByText(SECRET);

    expect(traffic()).toContain('DB_PASSWORD');
    expect(traffic()).not.toContain(SECRET);
    await page.getByRole('button', { name: 'show DB_PASSWORD' }).click();
    await shown.waitFor();
    await page.getByRole('button', { name: 'hide DB_PASSWORD' }).click();
    await expect.poll(() => shown.count()).toBe(0);
    await page.getByRole('button', { name: 'show FROM_SECRET' }).click();
    await page.getByText('it is the content of a secret').waitFor();
  });

  test('shows no value, and leads into no container, where the page may only look', async () => {
    const { access: _, ...looking } = somePort();
    const { page } = await openWeb(looking, { readOnly: true });
    await page.getByText('DB_PASSWORD').first().waitFor();

    expect(await page.getByRole('button', { name: /show|Terminal/ }).count()).toBe(0);
  });

  test('says why it does not run, as `gantry why` does', async () => {
    const why = {
      severity: 'error' as const,
      message: 'container shop-web-1 exited (3)',
      hint: 'gantry logs web',
      path: [],
      output: ['config missing'],
      blocked: [],
    };
    const { page } = await openWeb(somePort({ details: async () => ({ ...CONTAINER_DETAILS, why }) }));
    const details = page.getByRole('complementary');

    await details.getByText('container shop-web-1 exited (3)').waitFor();
    await details.getByText('config missing').waitFor();
  });

  test('has what failed in it, and its service what is wrong with the files', async () => {
    const failed = { severity: 'error' as const, path: [], output: [], blocked: [], service: 'web' };
    const { page } = await openWeb(somePort(), {
      problems: [
        { severity: 'warning', message: 'web has no healthcheck', service: 'web', at: 'compose.yaml:3:3' },
        { severity: 'warning', message: 'db has no healthcheck', service: 'db' },
      ],
      run: {
        id: '1',
        status: 'failed',
        startedAt: 0,
        steps: {},
        notes: [],
        failures: [
          { ...failed, message: 'it became unhealthy', container: 'shop-web-1' },
          { ...failed, message: 'no such image' },
        ],
      },
    });
    const details = page.getByRole('complementary');
    const card = details.locator('.card', { hasText: 'copy id' });

    await card.getByText('it became unhealthy').waitFor();
    await details.getByText('no such image').waitFor();
    await details.getByText('web has no healthcheck').waitFor();
    expect(await card.getByText('no such image').count()).toBe(0);
    expect(await details.getByText('it became unhealthy').count()).toBe(1);
    expect(await details.getByText('db has no healthcheck').count()).toBe(0);
  });

  test('asks for no more samples once nobody looks', async () => {
    let streams = 0;
    const { page } = await openWeb(
      somePort({
        async *stats(_, signal) {
          streams++;
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
          streams--;
        },
      }),
    );

    await expect.poll(() => streams).toBe(1);
    await page.keyboard.press('Escape');
    await expect.poll(() => streams).toBe(0);
  });

  test('leads from a service to each value, what it replaced and where it stands', async () => {
    const opened = await openWeb();
    const { page } = opened;
    await page.getByText('Settings, and where they come from').click();
    await page.getByRole('button', { name: 'image', exact: true }).click();
    const says = page.locator('.says > li');

    await page.getByRole('button', { name: 'override.yaml:3:12' }).waitFor();
    expect(await says.allInnerTexts()).toEqual([
      expect.stringContaining('compose.yaml:4:12'),
      expect.stringContaining('override.yaml:3:12'),
    ]);
    await page.getByText('its default').waitFor();
    await page.getByRole('button', { name: '← back' }).click();
    await page.getByRole('button', { name: 'image', exact: true }).waitFor();
    expectNoComplaints(opened);
  });

  test.each([360, 1280])('has no fault that axe finds, %i pixels wide', async (width) => {
    const { page } = await openWeb();
    await page.setViewportSize({ width, height: 800 });
    await page.getByText('Settings, and where they come from').click();
    await page.getByText('Processes').click();
    await page.getByText('Files changed in it').click();
    await page.getByText('/tmp/new').waitFor();

    expect(await faultsOf(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  });
});
