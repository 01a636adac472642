import { afterEach, expect, test, vi } from 'vitest';
import { SignalRelay } from '../../../src/cli/session/signal-relay.ts';
import { EngineError } from '../../../src/engine/refusals/engine-error.ts';
import { containerId } from '../../../src/model/ids.ts';
import type { ContainerState } from '../../../src/model/observed.ts';
import { aCli } from '../../support/a-cli.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

afterEach(() => {
  vi.useRealTimers();
});

const WEB = { id: containerId('web'), name: 'shop-web-1' };

function aRelay(state: ContainerState) {
  const engine = new RecordingEngine({ inspect: () => ({ state }) });
  engine.killContainer = () => Promise.reject(new EngineError('engine-refused', 'the engine is busy'));
  const cli = aCli('/tmp');
  const relay = new SignalRelay(cli, engine);
  let failure: Error | undefined;
  relay.failed.catch((error: Error) => {
    failure = error;
  });
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  const send = async (signal: string): Promise<void> => {
    const sent = relay.send(WEB, signal);
    await vi.advanceTimersByTimeAsync(5000);
    await sent;
  };
  return { cli, send, failure: () => failure?.message };
}

test('a SignalRelay fails when a container goes on that was to end: Ctrl-C would do nothing for ever', async () => {
  const { send, failure } = aRelay('running');

  await send('SIGINT');

  expect(failure()).toBe('SIGINT could not be passed on to container shop-web-1: the engine is busy');
});

test('a SignalRelay warns of another signal that a container did not get', async () => {
  const { cli, send, failure } = aRelay('running');

  await send('SIGUSR1');

  expect(cli.written.stderr).toBe(
    'warning: SIGUSR1 could not be passed on to container shop-web-1: the engine is busy\n',
  );
  expect(failure()).toBeUndefined();
});

test('a SignalRelay says nothing of a signal to a container that has ended meanwhile', async () => {
  const { cli, send, failure } = aRelay('exited');

  await send('SIGINT');

  expect(cli.written.stderr).toBe('');
  expect(failure()).toBeUndefined();
});

test('a SignalRelay ends the program at the third Ctrl-C that the engine does not take', async () => {
  const engine = new RecordingEngine();
  engine.killContainer = () => new Promise(() => {});
  const cli = aCli('/tmp');
  const relay = new SignalRelay(cli, engine);

  void relay.send(WEB, 'SIGINT');
  void relay.send(WEB, 'SIGUSR1');
  void relay.send(new Promise(() => {}), 'SIGINT');

  expect(() => relay.send(WEB, 'SIGINT')).toThrow('abandoned');
  expect(cli.written.stderr).toContain('the container may still run');
});

test('a SignalRelay passes on as many signals as the engine takes', async () => {
  const engine = new RecordingEngine();
  const relay = new SignalRelay(aCli('/tmp'), engine);

  for (let sent = 0; sent < 5; sent++) await relay.send(WEB, 'SIGINT');

  expect(engine.calls).toEqual(Array(5).fill('kill web SIGINT'));
});
