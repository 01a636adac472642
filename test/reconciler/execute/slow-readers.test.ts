import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex, Readable } from 'node:stream';
import { afterAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../../src/engine/port/engine.ts';
import { followBuild } from '../../../src/engine/streams/build-stream.ts';
import { containerId, imageId } from '../../../src/model/ids.ts';
import type { Operation, OperationOf } from '../../../src/model/operation.ts';
import { executePlan } from '../../../src/reconciler/execute/execute-plan.ts';
import { createRenderer } from '../../../src/ui/progress/create-renderer.ts';
import { aBuild } from '../../support/a-build.ts';
import { aPlan } from '../../support/a-plan.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';
import { aSlowReader } from '../../support/slow-reader.ts';

const MIB = 1024 * 1024;
const TEXT = 'x'.repeat(990);
/** As much as an engine may send at a time. */
const CHUNK_LINES = 64;
const LOUD_LINES = 128 * CHUNK_LINES;
const LOUD_BYTES = LOUD_LINES * TEXT.length;
/** What is read at a time, and the lines that are made of it. */
const MOST_HELD = MIB;

const folder = mkdtempSync(join(tmpdir(), 'gantry-loud-'));
afterAll(() => rmSync(folder, { recursive: true }));

function framed(text: string): Buffer {
  const body = Buffer.from(text);
  const header = Buffer.alloc(8);
  header.writeUInt8(1, 0);
  header.writeUInt32BE(body.length, 4);
  return Buffer.concat([header, body]);
}

/** No line is as the one before: those are told once. */
function* texts(): Generator<string> {
  for (let line = 0; line < LOUD_LINES; line += CHUNK_LINES)
    yield Array.from({ length: CHUNK_LINES }, (_, index) => `${line + index} ${TEXT}\n`).join('');
}

function* frames(): Generator<Buffer> {
  for (const text of texts()) yield framed(text);
}

const loud = (): Duplex => Duplex.from(Readable.from(frames(), { objectMode: false }));

const execHook = (more: Partial<OperationOf<'exec-hook'>> = {}): OperationOf<'exec-hook'> => ({
  kind: 'exec-hook',
  container: { id: containerId('web') },
  name: 'p-web-1',
  service: 'web',
  hook: 'post_start',
  index: 0,
  exec: { Cmd: ['yes'] },
  mayHaveEnded: false,
  ...more,
});

const runHook: OperationOf<'run-hook'> = {
  kind: 'run-hook',
  service: 'web',
  name: 'p-web-pre-start',
  index: 0,
  request: { Image: 'app', Labels: {}, HostConfig: {}, NetworkingConfig: { EndpointsConfig: {} } },
  references: [],
  files: [],
};

function provider(): OperationOf<'run-provider'> {
  const message = JSON.stringify({ type: 'info', message: `%.0f ${TEXT}` });
  const script = [
    '#!/bin/sh',
    'if [ "$2" = metadata ]; then exit 1; fi',
    `seq -f '${message}' ${LOUD_LINES}`,
  ];
  writeFileSync(join(folder, 'gantry-t-loud'), script.join('\n'), { mode: 0o755 });
  return {
    kind: 'run-provider',
    service: 'db',
    verb: 'up',
    type: 'gantry-t-loud',
    options: [],
    project: 'p',
    environment: new Map([['PATH', `${folder}:/usr/bin:/bin`]]),
  };
}

const build: OperationOf<'build-image'> = {
  kind: 'build-image',
  image: 'p-web',
  service: 'web',
  build: { ...aBuild(), context: 'https://example.com/app.git' },
  labels: {},
  secrets: [],
};

/** What the classic builder says of one loud step. */
function* buildMessages(): Generator<string> {
  yield `${JSON.stringify({ stream: 'Step 1/1 : RUN yes' })}\n`;
  for (const stream of texts()) yield `${JSON.stringify({ stream })}\n`;
  yield `${JSON.stringify({ aux: { ID: 'sha256:1' } })}\n`;
}

const anEngine = (): RecordingEngine =>
  Object.assign(new RecordingEngine(), {
    startExec: async () => loud(),
    attachContainer: async () => loud(),
    buildImage: async (...[, , onProgress, signal]: Parameters<Engine['buildImage']>) =>
      imageId(await followBuild(Readable.from(buildMessages(), { objectMode: false }), onProgress, signal)),
  });

describe.each(['plain', 'json'] as const)('with --progress %s,', (progress) => {
  test.each<readonly [string, () => Operation]>([
    ['a hook in a container', () => execHook()],
    ['a hook in a container of its own', () => runHook],
    ['a provider', provider],
    ['a builder', () => build],
  ])('%s writes no faster than it is read, and all of it arrives', async (_name, operation) => {
    const { terminal, taken, peak } = aSlowReader();
    const renderer = createRenderer(progress, terminal, { colour: false });
    const [outcome] = await executePlan(aPlan([operation()]), {
      engine: anEngine(),
      signal: new AbortController().signal,
      emit: (event) => renderer.handle(event),
    });
    await terminal.drained();

    expect(outcome).toMatchObject({ status: 'done' });
    expect(taken()).toBeGreaterThan(LOUD_BYTES);
    expect(peak()).toBeLessThan(MOST_HELD);
  });
});

test.each<readonly [string, Operation, string]>([
  ['the hook of a start that is half done runs to its end', execHook(), 'done'],
  ['a hook before a stop is not waited for', execHook({ hook: 'pre_stop', mayHaveEnded: true }), 'cancelled'],
  ['a hook in a container of its own is not waited for', runHook, 'cancelled'],
])('after an interrupt %s, although nobody reads what it writes', async (_name, operation, status) => {
  const { terminal, peak } = aSlowReader('stuck');
  const renderer = createRenderer('plain', terminal, { colour: false });
  const interrupt = new AbortController();
  const [outcome] = await executePlan(aPlan([operation]), {
    engine: anEngine(),
    signal: interrupt.signal,
    emit: (event) => {
      const room = renderer.handle(event);
      if (room && event.type === 'step-progress') interrupt.abort();
      return room;
    },
  });

  expect(outcome).toMatchObject({ status });
  expect(peak()).toBeLessThan(MOST_HELD);
});
