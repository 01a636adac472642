import { describe, expect, test } from 'vitest';
import { PAGE_CLOSE } from '../../src/model/page-messages.ts';
import { aPageApplication } from '../support/a-page-application.ts';
import { aPageSite, applicationOf } from '../support/a-page-site.ts';
import { aLivePage, aServer, aServerOf, closing } from './a-page-server.ts';

const SHOP = { name: 'shop', status: 'running', says: 'running', since: 0 } as const;
const COUNTS = { services: { running: 1, total: 1 }, containers: { running: 1, total: 1 } };

function twoProjects() {
  const [shop, blog] = [applicationOf('shop'), applicationOf('blog')];
  return { shop, blog, site: aPageSite({ shop, blog }, { shop: { ...SHOP, ...COUNTS } }) };
}

describe('a server of several projects', () => {
  test('shows all of them to the page that names none, as they change', async () => {
    const { site } = twoProjects();
    const page = await aLivePage(await aServerOf(site));
    await expect.poll(() => page.messages).toEqual([{ type: 'state', state: site.overview.state }]);

    site.overview.update({ projects: {} });
    await expect
      .poll(() => page.messages.at(-1))
      .toEqual({ type: 'patch', patch: { projects: { shop: null } } });
    expect(site.told).toEqual([]);
  });

  test('shows each page the project that its address names, and no other', async () => {
    const { shop, blog, site } = twoProjects();
    const server = await aServerOf(site);
    const [one, other] = await Promise.all([
      aLivePage(server, '?project=shop'),
      aLivePage(server, '?project=blog'),
    ]);
    await expect.poll(() => one.messages).toEqual([{ type: 'state', state: shop.feed.state }]);
    await expect.poll(() => other.messages).toEqual([{ type: 'state', state: blog.feed.state }]);

    const authorization = { Authorization: `Bearer ${await server.key()}` };
    const { status } = await server.call('/api/apply?project=blog', { plan: 'p' }, authorization);
    expect([status, shop.applied, blog.applied]).toEqual([202, [], [{ plan: 'p' }]]);
  });

  test('answers what a page asks for before its project is open', async () => {
    const asked: unknown[] = [];
    const shop = aPageApplication({ followLogs: async (request) => void asked.push(request) });
    const page = await aLivePage(await aServerOf(aPageSite({ shop })), '?project=shop');
    page.send({ type: 'open-log', channel: 1, services: [], tail: 10 });

    await expect.poll(() => asked).toHaveLength(1);
  });

  test('knows no project of another name, nor one of no name', async () => {
    const server = await aServerOf(twoProjects().site);
    const authorization = { Authorization: `Bearer ${await server.key()}` };

    for (const query of ['?project=other', '?project=', '?project=..%2Fshop', '?project=__proto__', '']) {
      const { status } = await server.call(`/api/apply${query}`, { plan: 'p' }, authorization);
      expect([query, status]).toEqual([query, 404]);
    }
    const page = await aLivePage(server, '?project=other');
    expect(await closing(page.socket)).toBe(PAGE_CLOSE.noProject);
    expect(page.messages).toEqual([]);
  });

  test('opens no project for who has no key', async () => {
    const { site } = twoProjects();
    const { call, live } = await aServerOf(site);
    expect((await call('/api/history?project=shop', {})).status).toBe(401);
    const socket = live(undefined, '?project=shop');
    socket.on('open', () => socket.send(JSON.stringify({ type: 'hello', key: 'wrong' })));

    expect(await closing(socket)).toBe(PAGE_CLOSE.refused);
    expect(site.told).toEqual([]);
  });

  test('is asked of no log where the page is of all projects', async () => {
    const page = await aLivePage(await aServerOf(twoProjects().site));
    page.send({ type: 'open-log', channel: 1, services: [], tail: 10 });

    expect(await closing(page.socket)).toBe(1002);
  });

  test('gives links that lead to the project which they are asked on', async () => {
    const server = await aServerOf(twoProjects().site);
    const authorization = { Authorization: `Bearer ${await server.key()}` };
    const { text } = await server.call('/api/link?project=a%20b', {}, authorization);

    expect(JSON.parse(text).url).toMatch(/^http:\/\/gantry-\w+\.localhost:\d+\/\?project=a\+b#[\w-]{43}$/);
  });

  test('asks a page to come again while the engine does not answer', async () => {
    const { site } = twoProjects();
    const open = (): Promise<never> => Promise.reject(new Error('no engine'));
    const server = await aServerOf({ ...site, open });
    const page = await aLivePage(server, '?project=shop');

    expect(await closing(page.socket)).toBe(1013);
    const authorization = { Authorization: `Bearer ${await server.key()}` };
    expect((await server.call('/api/history?project=shop', {}, authorization)).status).toBe(503);
  });
});

test('a server of one project has no other', async () => {
  const page = await aLivePage(await aServer(), '?project=other');

  expect(await closing(page.socket)).toBe(PAGE_CLOSE.noProject);
});
