import { expect, test, vi } from 'vitest';
import { OpenProjects } from '../../src/serve/open-projects.ts';
import { aPageSite, applicationOf } from '../support/a-page-site.ts';

const RUN = { id: '1', status: 'running', startedAt: 0, steps: {}, notes: [], failures: [] } as const;

const WATCH = { startedAt: 0, entries: {} } as const;

function opened(keptMs = 1) {
  const shop = applicationOf('shop');
  const site = aPageSite({ shop, blog: applicationOf('blog') });
  return { shop, site, told: site.told, projects: new OpenProjects(site, keptMs) };
}

test('OpenProjects opens a project once for all that look at it, and closes it after the last of them', async () => {
  const { projects, told } = opened();
  const [one, other] = await Promise.all([projects.use('shop'), projects.use('shop')]);
  expect(one?.histories).toBe(other?.histories);

  one?.release();
  one?.release();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(told).toEqual(['open shop']);
  other?.release();
  await vi.waitFor(() => expect(told).toEqual(['open shop', 'close shop']));
});

test('OpenProjects keeps a project for who comes back at once', async () => {
  const { projects, told } = opened(60_000);
  (await projects.use('shop'))?.release();
  (await projects.use('shop'))?.release();

  expect(told).toEqual(['open shop']);
  await projects.close();
  expect(told).toEqual(['open shop', 'close shop']);
});

test.each([
  ['run', { run: RUN }, { run: { ...RUN, status: 'done' } }],
  ['watch', { watch: WATCH }, { watch: { ...WATCH, endedAt: 1 } }],
  ['watch', { watch: WATCH }, { watch: { ...WATCH, by: '"watch" of alice' } }],
] as const)(
  'OpenProjects closes no project while a %s goes on that was started from a page which has gone',
  async (_, goesOn, ends) => {
    const { projects, shop, told } = opened();
    const use = await projects.use('shop');
    shop.feed.update(goesOn);
    use?.release();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(told).toEqual(['open shop']);

    shop.feed.update(ends);
    await vi.waitFor(() => expect(told).toEqual(['open shop', 'close shop']));
  },
);

test('OpenProjects opens a project anew only when it is closed', async () => {
  const { site, told } = opened();
  let goOn = (): void => {};
  const gate = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const slow = new OpenProjects(
    {
      async open(name) {
        const project = await site.open(name);
        return project && { ...project, close: () => gate.then(project.close) };
      },
    },
    0,
  );
  (await slow.use('shop'))?.release();
  await new Promise((resolve) => setTimeout(resolve, 20));
  const again = slow.use('shop');
  goOn();

  await again;
  expect(told).toEqual(['open shop', 'close shop', 'open shop']);
});

test('OpenProjects looks again for a project that was not there, or could not be opened', async () => {
  const { site } = opened();
  const open = vi.spyOn(site, 'open');
  const projects = new OpenProjects(site);
  expect(await projects.use('later')).toBeUndefined();
  open.mockRejectedValueOnce(new Error('no engine'));
  await expect(projects.use('shop')).rejects.toThrow('no engine');

  expect(await projects.use('shop')).toBeDefined();
  expect(open).toHaveBeenCalledTimes(3);
});
