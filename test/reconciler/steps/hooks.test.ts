import { Duplex } from 'node:stream';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { commandHint, gantry } from '../../../src/diagnostics/hint.ts';
import { EngineError } from '../../../src/engine/refusals/engine-error.ts';
import { containerId, stepId } from '../../../src/model/ids.ts';
import type { OperationOf } from '../../../src/model/operation.ts';
import { executePlan } from '../../../src/reconciler/execute/execute-plan.ts';
import { Sensitive } from '../../../src/util/sensitive.ts';
import { aPlan, startContainer } from '../../support/a-plan.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

afterEach(() => void vi.useRealTimers());

/** What a process writes to standard output, in the frames of the engine. */
function framed(text: string): Duplex {
  const body = Buffer.from(text);
  const header = Buffer.alloc(8);
  header.writeUInt8(1, 0);
  header.writeUInt32BE(body.length, 4);
  return Duplex.from([Buffer.concat([header, body])]);
}

/** Interrupted when the hook has begun to write. */
async function runInterrupted(operation: OperationOf<'exec-hook'>, engine: RecordingEngine) {
  const stop = new AbortController();
  const [started, hooked] = await executePlan(
    aPlan([
      startContainer('web'),
      { operation, after: [1] },
      { operation: startContainer('db'), after: [1] },
    ]),
    {
      engine,
      signal: stop.signal,
      emit: (event) => {
        if (event.type === 'step-ended' && event.step.id === 1) stop.abort();
      },
    },
  );
  return [started?.status, hooked?.status];
}

/** Runs one step; `said` has what it reported, and the warnings. */
async function run(operation: OperationOf<'exec-hook' | 'run-hook'>, engine: RecordingEngine) {
  const said: string[] = [];
  const [outcome] = await executePlan(aPlan([operation]), {
    engine,
    signal: new AbortController().signal,
    emit: (event) => {
      if (event.type === 'step-progress') said.push(event.progress.text);
      if (event.type === 'warning') said.push(`warning: ${event.message}`);
    },
  });
  return { said, status: outcome?.status, error: outcome?.status === 'failed' ? outcome.error : undefined };
}

describe('a hook in a container', () => {
  const hook = (more: Partial<OperationOf<'exec-hook'>> = {}): OperationOf<'exec-hook'> => ({
    kind: 'exec-hook',
    container: { id: containerId('web') },
    name: 'p-web-1',
    service: 'web',
    hook: 'post_start',
    index: 1,
    exec: { Cmd: ['warm', 'up'] },
    mayHaveEnded: false,
    ...more,
  });
  const ending = (
    exitCode: number,
    output = '',
    more: { started?: boolean; state?: 'running' | 'exited' } = {},
  ) => {
    const { started = true, state = 'running' } = more;
    return Object.assign(new RecordingEngine({ inspect: () => ({ state }) }), {
      startExec: async (_exec: string, { tty }: { readonly tty: boolean }) =>
        tty ? Duplex.from([Buffer.from(output)]) : framed(output),
      inspectExec: async () => ({ running: false, started, exitCode }),
    });
  };
  const refusing = (status: number) =>
    new RecordingEngine({
      onCall: () => {
        throw new EngineError('engine-refused', 'it does not run', { status });
      },
    });

  test('runs to its end when the start before it is done, although the user has interrupted by then', async () => {
    expect(await runInterrupted(hook(), ending(0, 'one\ntwo'))).toEqual(['done', 'done']);
    const oneOff = hook({ mayHaveEnded: true });
    expect(await runInterrupted(oneOff, ending(0))).toEqual(['done', 'cancelled']);
  });

  test('is given up with its container when the user will not wait for a start that is half done', async () => {
    const given = new AbortController();
    const endless = async () => new Duplex({ read() {} });
    const engine = Object.assign(new RecordingEngine(), { startExec: endless });
    const [outcome] = await executePlan(aPlan([hook()]), {
      engine,
      signal: AbortSignal.abort(),
      givenUp: given.signal,
      emit: (event) => {
        if (event.type === 'step-started') setImmediate(() => given.abort());
      },
    });

    expect(outcome?.status).toBe('cancelled');
    expect(engine.calls).toContain('stop web within 0 s');
  });

  test('is done when it ends well, and what it writes is shown', async () => {
    const engine = ending(0, 'one\ntwo');

    expect(await run(hook(), engine)).toMatchObject({ status: 'done', said: ['one', 'two'] });
    expect(engine.calls).toEqual(['exec in web: warm up']);
    expect(await run(hook({ exec: { Cmd: ['warm'], Tty: true } }), ending(0, 'raw'))).toMatchObject({
      status: 'done',
      said: ['raw'],
    });
  });

  test('fails with what it wrote last, and a way to look around', async () => {
    const { status, error } = await run(hook(), ending(3, 'one\ntwo\n'));

    expect(status).toBe('failed');
    expect(error).toMatchObject({
      code: 'hook-failed',
      message: 'web hook exited with status 3: post_start[1] of service "web" ended with exit code 3',
      output: ['one', 'two'],
      hint: [
        'the container was stopped, and its next start runs the hook again; what it wrote: ',
        gantry('logs', 'web'),
      ],
      about: { of: ['services', 'web'], settings: ['post_start'] },
    });
    expect((await run(hook({ hook: 'pre_stop' }), ending(3))).error).toMatchObject({
      message:
        'web hook exited with status 3: pre_stop[1] of service "web" ended with exit code 3, and wrote nothing',
      output: [],
      hint: ['correct the hook; this stops the container without it: ', gantry('kill', 'web')],
    });
  });

  test('says what the engine says of one that never ran', async () => {
    const { error } = await run(hook(), ending(127, 'no such program\n', { started: false }));

    expect(error).toMatchObject({ message: 'post_start[1] of service "web" cannot run: no such program' });
  });

  test('need not end well in a container that ends meanwhile, where that may be', async () => {
    const ended = () => ending(137, '', { state: 'exited' });

    expect((await run(hook({ mayHaveEnded: true }), ended())).status).toBe('done');
    expect((await run(hook({ mayHaveEnded: true }), ending(3))).status).toBe('failed');
    expect((await run(hook(), ended())).status).toBe('failed');
  });

  test.each([404, 409])(
    'cannot run in a container that does not, which the engine says with %i',
    async (status) => {
      expect((await run(hook({ mayHaveEnded: true }), refusing(status))).status).toBe('done');
      expect((await run(hook(), refusing(status))).error).toMatchObject({
        code: 'hook-failed',
        message: 'post_start of service "web" cannot run: container p-web-1 ended before',
        hint: gantry('logs', 'web'),
      });
    },
  );

  test('names no command for a container that is removed when it fails, and quotes its last lines', async () => {
    const hint =
      'the new container was removed, and the service goes on without it; correct it, and give the command again';
    const { error } = await run(hook({ oldRuns: true }), ending(3, 'one\n'));
    expect(error).toMatchObject({ hint, output: ['one'] });
    const ended = Object.assign(refusing(409), {
      inspectContainer: new RecordingEngine({ inspect: () => ({ state: 'exited' }) }).inspectContainer,
      async *logs() {
        yield { time: new Date().toISOString(), stream: 'stdout', text: 'no such host' };
      },
    });
    expect((await run(hook({ oldRuns: true }), ended)).error).toMatchObject({
      hint,
      output: ['no such host'],
    });
  });

  test('fails with any other refusal of the engine', async () => {
    expect((await run(hook({ mayHaveEnded: true }), refusing(500))).error).toMatchObject({ status: 500 });
  });
});

describe('a hook in a container of its own', () => {
  const hook = (more: Partial<OperationOf<'run-hook'>> = {}): OperationOf<'run-hook'> => ({
    kind: 'run-hook',
    service: 'web',
    name: 'p-web-pre-start',
    index: 0,
    request: { Image: 'app', Labels: {}, HostConfig: {}, NetworkingConfig: { EndpointsConfig: {} } },
    references: [],
    files: [],
    ...more,
  });
  const ending = (exitCode: number, output: string, onCall?: (call: string) => void) =>
    Object.assign(new RecordingEngine(onCall ? { onCall } : {}), {
      attachContainer: async () => framed(output),
      waitContainer: async () => exitCode,
    });

  test('is removed with its volumes when it has ended well', async () => {
    const engine = ending(0, 'done\n');

    expect(await run(hook(), engine)).toMatchObject({ status: 'done', said: ['done'] });
    expect(engine.calls).toEqual([
      'create p-web-pre-start',
      'start id-p-web-pre-start',
      'remove id-p-web-pre-start with volumes',
    ]);
  });

  test('is given its files, and the ids of the containers that it refers to', async () => {
    const engine = ending(0, '');
    const to = { id: containerId('vpn') };
    const references = [{ field: 'NetworkMode', template: 'container:{}', placeholder: 'V', to }] as const;
    const files = [{ path: '/run/key', mode: 0o400, uid: 0, gid: 0, content: new Sensitive('k') }];
    await run(hook({ references, files }), engine);

    expect(engine.calls).toContain('put files into id-p-web-pre-start');
    expect(engine.created.get('p-web-pre-start')).toMatchObject({
      HostConfig: { NetworkMode: 'container:vpn' },
    });
  });

  test('is not waited for once it has ended, where the end of its output is lost', async () => {
    vi.useFakeTimers();
    const engine = Object.assign(new RecordingEngine({ inspect: () => ({ state: 'exited' }) }), {
      attachContainer: async () => new Duplex({ read() {} }),
    });
    const running = run(hook(), engine);
    await vi.advanceTimersByTimeAsync(60_000);

    expect((await running).status).toBe('done');
  });

  test('is kept when it failed, and named', async () => {
    const engine = ending(2, 'oops\n');
    const { error } = await run(hook(), engine);

    expect(error).toMatchObject({
      code: 'hook-failed',
      message:
        'web hook exited with status 2: pre_start[0] of service "web" ended with exit code 2 (container p-web-pre-start is kept)',
      output: ['oops'],
      hint: commandHint('docker', 'logs', 'p-web-pre-start'),
    });
    expect(engine.calls.at(-1)).toBe('start id-p-web-pre-start');
  });

  test('is removed when it cannot be started', async () => {
    const engine = ending(0, '', (call) => {
      if (call.startsWith('start')) throw new EngineError('engine-refused', 'no such program', {});
    });

    expect((await run(hook(), engine)).error).toMatchObject({ message: 'no such program' });
    expect(engine.calls.at(-1)).toBe('remove id-p-web-pre-start with volumes');
  });

  test('has done its work also where it cannot be removed, which is said', async () => {
    const engine = ending(0, '', (call) => {
      if (call.startsWith('remove')) throw new EngineError('engine-refused', 'the disk is full', {});
    });

    expect(await run(hook(), engine)).toMatchObject({
      status: 'done',
      said: ['warning: container p-web-pre-start is left: the disk is full'],
    });
  });
});

test('a step that needs what no step made is blocked by that one', async () => {
  const engine = new RecordingEngine({
    onCall: () => {
      throw new Error('no');
    },
  });
  const network = { kind: 'create-network', key: 'a', request: { Name: 'a', Labels: {} } } as const;
  const start = {
    kind: 'start-container',
    container: { createdBy: stepId(1) },
    name: 'x',
    service: 'x',
  } as const;
  const outcomes = await executePlan(
    aPlan([
      { operation: network, optional: true },
      { operation: start, after: [1] },
    ]),
    {
      engine,
      signal: new AbortController().signal,
      emit: () => {},
    },
  );

  expect(outcomes).toMatchObject([{ status: 'failed' }, { status: 'blocked', by: 1 }]);
});
