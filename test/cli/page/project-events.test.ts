import { expect, onTestFinished, test, vi } from 'vitest';
import { ProjectEvents } from '../../../src/cli/page/project-events.ts';
import type { Engine } from '../../../src/engine/port/engine.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

/** An engine that tells which subscriptions are open. */
function heard() {
  const engine = new RecordingEngine({});
  const open = new Set<string>();
  const breaks: ((error: Error) => void)[] = [];
  const onLost = vi.fn();
  const subscribe: Engine['subscribe'] = async ([label = '']) => {
    const name = label.replace(/.*=/, '');
    expect(open, 'one at a time').toEqual(new Set());
    open.add(name);
    return {
      ended: new Promise<void>((_, reject) => {
        breaks.push((error) => {
          open.delete(name);
          reject(error);
        });
      }),
      close: () => open.delete(name),
    };
  };
  engine.subscribe = vi.fn(subscribe);
  const events = new ProjectEvents({
    engine: async () => engine,
    onEvent: () => {},
    onListening: async () => {},
    onLost,
    pauseMs: 1,
  });
  onTestFinished(() => events.close());
  return { engine, events, open, onLost, breakOff: () => breaks.at(-1)?.(new Error('gone')) };
}

test('ProjectEvents hears of the project by the name that it has now', async () => {
  const { events, open } = heard();
  await events.listen('');
  await events.listen('shop');

  expect(open).toEqual(new Set(['shop']));
});

test('ProjectEvents listens once after an engine was gone, however many have noticed', async () => {
  const { engine, events, open, onLost, breakOff } = heard();
  await events.listen('shop');
  breakOff();
  events.lost(new Error('no answer'));
  await vi.waitFor(() => expect(onLost).toHaveBeenCalledTimes(2));
  await vi.waitFor(() => expect(engine.subscribe).toHaveBeenCalledTimes(2));
  await new Promise((resolve) => setTimeout(resolve, 10));

  expect(engine.subscribe).toHaveBeenCalledTimes(2);
  expect(open).toEqual(new Set(['shop']));
});

test('ProjectEvents leaves nothing open once it is closed', async () => {
  const { events, open } = heard();
  await events.listen('shop');
  await events.close();

  expect(open).toEqual(new Set());
});
