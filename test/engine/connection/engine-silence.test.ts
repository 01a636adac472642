import type { RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import type { EngineRequest } from '../../../src/engine/connection/engine-request.ts';
import type { SlowCalls } from '../../../src/engine/connection/slow-calls.ts';
import type { Transport } from '../../../src/engine/connection/transport.ts';
import { aTransport, type ServedTransport } from '../../support/a-transport.ts';
import { PATIENCE } from '../../support/patience.ts';

/** A look fails after this, and a change after five times it: long enough for a busy machine to send it. */
const LOOK_MS = 480;
/** For calls that succeed, on a machine that is busy. */
const PATIENT_MS = 30_000;

let served: ServedTransport | undefined;
let transport: Transport | undefined;
afterEach(() => served?.close());

const LIST: EngineRequest = { method: 'GET', path: '/networks' };
const START: EngineRequest = { method: 'POST', path: `/containers/${'ab'.repeat(32)}/start` };

describe('a call that the engine never answers', () => {
  test('fails in its time, names itself, and was told of before', async () => {
    const { calls, slow } = await engineThat(() => {});

    await expect(transport?.json(LIST)).rejects.toMatchObject({
      code: 'engine-timeout',
      message: 'the engine did not answer GET /networks within 0.48 s',
    });

    // Those that become late together are told together, a moment later.
    await expect
      .poll(() => slow[0], PATIENCE)
      .toEqual({ calls: ['GET /networks'], silentMs: LOOK_MS / 6, failsAfterMs: LOOK_MS });
    // The connection may be what hangs, so it was sent once more.
    await expect.poll(() => calls, PATIENCE).toEqual(['GET /networks', 'GET /networks']);
  });

  test('is not sent again when it changes something', async () => {
    const { calls } = await engineThat(() => {});

    await expect(transport?.answer(START)).rejects.toMatchObject({
      message: 'the engine did not answer POST /containers/abababababab/start within 2.4 s',
    });
    expect(calls).toEqual([`POST ${START.path}`]);
  });

  test('is told of once, together with those that were sent with it', async () => {
    const { slow } = await engineThat(() => {});
    const asked = ['/networks', '/volumes', '/info'].map((path) => transport?.answer({ ...START, path }));

    await Promise.allSettled(asked);

    expect(slow.map(({ calls }) => calls)).toEqual([['POST /networks', 'POST /volumes', 'POST /info']]);
  });

  test('ends at once when it is called off', async () => {
    await engineThat(() => {});
    const controller = new AbortController();
    const called = transport?.json({ ...LIST, signal: controller.signal });

    controller.abort(new Error('enough'));

    await expect(called).rejects.toThrow('enough');
  });
});

test('a call succeeds whose first connection hangs, if a second one does not', async () => {
  const { calls } = await engineThat((_request, response) => {
    if (calls.length > 1) response.end('[]');
  }, LOOK_MS * 20);

  expect(await transport?.json(LIST)).toEqual([]);
});

test('an answer that stops in the middle fails, also where it is read as it comes', async () => {
  await engineThat((_request, response) => {
    response.write('[');
  });
  const pull: EngineRequest = { method: 'POST', path: '/images/create' };

  await expect(transport?.json(LIST)).rejects.toMatchObject({ code: 'engine-timeout' });
  const stream = await transport?.stream(pull);
  await expect(stream && text(stream)).rejects.toMatchObject({
    code: 'engine-timeout',
    message: 'the engine did not answer POST /images/create within 2.4 s',
  });
});

test('an answer that comes slowly, but comes, is not late', async () => {
  const lookMs = 3000;
  await engineThat((_request, response) => {
    const pieces = ['[', ' ', ' ', ' ', ' ', ' ', ' ', ']'];
    const sending = setInterval(() => {
      response.write(pieces.shift());
      if (pieces.length > 0) return;
      clearInterval(sending);
      response.end();
    }, lookMs / 6);
  }, lookMs);

  expect(await transport?.json(LIST)).toEqual([]);
});

describe('an answer that drips', () => {
  const drip: RequestListener = (_request, response) => {
    response.write('[');
    const dripping = setInterval(() => response.write(' '), LOOK_MS / 12);
    response.on('close', () => clearInterval(dripping));
  };

  test('fails in its time', async () => {
    await engineThat(drip);

    await expect(transport?.json(LIST)).rejects.toMatchObject({ code: 'engine-timeout' });
  });

  test('is told of, and asked for on another connection', async () => {
    const { calls, slow } = await engineThat((request, response) => {
      if (calls.length > 1) response.end('[]');
      else drip(request, response);
    }, LOOK_MS * 20);

    expect(await transport?.json(LIST)).toEqual([]);
    await expect.poll(() => slow.map((late) => late.calls)).toEqual([['GET /networks']]);
  });

  test('fails also after a change, and after a refusal', async () => {
    const { calls } = await engineThat((request, response) => {
      response.writeHead(calls.length > 1 ? 400 : 201);
      drip(request, response);
    });

    await expect(transport?.answer(START)).rejects.toMatchObject({ code: 'engine-timeout' });
    await expect(transport?.answer(START)).rejects.toMatchObject({ code: 'engine-timeout' });
    expect(calls).toHaveLength(2);
  });

  test('ends at once when it is called off', async () => {
    const controller = new AbortController();
    await engineThat((request, response) => {
      drip(request, response);
      setTimeout(() => controller.abort(new Error('enough')), LOOK_MS);
    }, PATIENT_MS);

    await expect(transport?.answer({ ...START, signal: controller.signal })).rejects.toThrow('enough');
  });
});

test('a stream that is read slowly is not late: only the engine is timed', async () => {
  await engineThat((_request, response) => response.end('end of the log'));
  const stream = await transport?.stream({ method: 'GET', path: '/containers/c1/logs' });
  const late = new Promise((resolve) => setTimeout(resolve, LOOK_MS * 7));

  await late;

  expect(stream && (await text(stream))).toBe('end of the log');
});

test('a stream of events has all the time in the world once it is open', async () => {
  await engineThat((_request, response) => {
    response.flushHeaders();
    setTimeout(() => response.end('{}'), LOOK_MS * 3);
  });
  const stream = await transport?.stream({ method: 'GET', path: '/events' });

  expect(stream && (await text(stream))).toBe('{}');
});

describe('a look is sent again', () => {
  test.each([500, 502, 503, 504])('when the engine answers %i', async (status) => {
    const { calls } = await engineThat((_request, response) => {
      response.writeHead(calls.length < 3 ? status : 200).end('[]');
    }, PATIENT_MS);

    expect(await transport?.json(LIST)).toEqual([]);
    expect(calls).toHaveLength(3);
  });

  test('when the connection breaks, before the answer or in it', async () => {
    const { calls } = await engineThat((_request, response) => {
      if (calls.length === 1) response.destroy();
      else if (calls.length === 2)
        response.writeHead(200, { 'content-length': 9 }).write('[', () => response.destroy());
      else response.end('[]');
    }, PATIENT_MS);

    expect(await transport?.json(LIST)).toEqual([]);
  });

  test('but not for ever', async () => {
    const { calls } = await engineThat((_request, response) => response.writeHead(500).end(), PATIENT_MS);

    await expect(transport?.json(LIST)).rejects.toMatchObject({ status: 500 });
    expect(calls).toHaveLength(3);
  });

  test('and never when it was understood and refused', async () => {
    const { calls } = await engineThat((_request, response) => response.writeHead(404).end(), PATIENT_MS);

    await expect(transport?.json(LIST)).rejects.toMatchObject({ status: 404 });
    expect(calls).toHaveLength(1);
  });
});

test.each([500, 503, 'cut off'])('a change is sent once when the engine answers %s', async (answer) => {
  const { calls } = await engineThat((_request, response) => {
    if (typeof answer === 'number') response.writeHead(answer).end();
    else response.destroy();
  }, PATIENT_MS);

  await expect(transport?.answer(START)).rejects.toThrow();
  expect(calls).toHaveLength(1);
});

test.each([
  ['null', 'null'],
  ['{}', '{}'],
  ['[{"Id":"n1"}]', '[0].Name is missing'],
  ['[{"Id":1}]', '[0].Id is 1'],
  ['[{"Id":"n1"', '[{"Id":"n1"'],
])('an answer of another form (%s) is an error that names the call', async (body, wrong) => {
  await engineThat((_request, response) => response.end(body), PATIENT_MS);

  await expect(transport?.json(LIST)).rejects.toMatchObject({
    code: 'bad-engine-answer',
    message: `the engine's answer to GET /networks is not what its API says: ${wrong}`,
  });
});

async function engineThat(
  answer: RequestListener,
  lookMs = LOOK_MS,
): Promise<{ readonly calls: string[]; readonly slow: SlowCalls[] }> {
  const calls: string[] = [];
  const slow: SlowCalls[] = [];
  served = await aTransport(
    (request, response) => {
      calls.push(`${request.method} ${request.url}`);
      request.resume();
      answer(request, response);
    },
    { lookMs, onSlow: (calls) => slow.push(calls) },
  );
  transport = served.transport;
  return { calls, slow };
}
