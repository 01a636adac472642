import { expect, onTestFinished, test, vi } from 'vitest';
import { LiveOverview } from '../../../src/cli/page/live-overview.ts';
import type { ObservedContainer } from '../../../src/model/observed.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const web = anObservedContainer('web', { status: 'Up 2 hours' });

async function shown(
  whyUnread: (newest: ObservedContainer) => Promise<string | undefined> = async () => undefined,
) {
  const containers = [web];
  const engine = new RecordingEngine({ containers });
  const live = new LiveOverview(engine, whyUnread);
  onTestFinished(() => live.close());
  await live.start();
  const looks = () => engine.calls.filter((call) => call.startsWith('list containers')).length;
  return { engine, containers, live, looks, app: () => live.feed.state.projects.app };
}

test('LiveOverview asks the engine once, and again only after something has happened', async () => {
  const { engine, looks } = await shown();
  expect(looks()).toBe(1);
  engine.tell(web.id, 'kill');
  engine.tell(web.id, 'other');
  await new Promise((resolve) => setTimeout(resolve, 150));
  expect(looks()).toBe(1);

  for (const action of ['die', 'start'] as const) engine.tell(web.id, action);
  await vi.waitFor(() => expect(looks()).toBe(2));
});

test('LiveOverview shows what an event tells before it has looked', async () => {
  const { engine, app, looks } = await shown();
  engine.tell(web.id, 'die', undefined, 3);

  expect([app()?.status, app()?.says, looks()]).toEqual(['failed', 'web: exited with 3', 1]);
});

test('LiveOverview takes the age that the engine tells once, so that rounding moves nothing', async () => {
  const { engine, containers, app, looks } = await shown();
  const since = app()?.since;
  expect(since).toBeLessThanOrEqual(Date.now() - 7_200_000);
  containers[0] = { ...web, status: 'Up 3 hours' };
  engine.tell(web.id, 'rename');
  await vi.waitFor(() => expect(looks()).toBe(2));

  expect(app()?.since).toBe(since);
});

test('LiveOverview says why files are not read, and forgets a project that is gone', async () => {
  const { engine, containers, app, live } = await shown(async () => 'it is not on this machine');
  expect(app()?.unread).toBe('it is not on this machine');
  containers.length = 0;
  engine.tell(web.id, 'destroy');

  expect(live.feed.state.projects).toEqual({});
});

test('LiveOverview says that the engine has gone, and shows what there is when it comes back', async () => {
  const { engine, live, looks } = await shown();
  engine.breakStream();
  await vi.waitFor(() => expect(live.feed.state.engine.error).toBe('the connection was lost'));

  await vi.waitFor(() => expect(live.feed.state.engine.error).toBeUndefined(), { timeout: 3000 });
  expect(looks()).toBe(2);
});
