import { Duplex, PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { containerId, stepId } from '../../../src/model/ids.ts';
import { executePlan } from '../../../src/reconciler/execute/execute-plan.ts';
import { holdPorts } from '../../../src/reconciler/hold/hold-ports.ts';
import { holdRules } from '../../../src/reconciler/hold/hold-rules.ts';
import { Holds } from '../../../src/reconciler/hold/holds.ts';
import { aPlan, stopContainer } from '../../support/a-plan.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const HELPER = {
  name: 'shop-web-hold',
  request: {
    Image: 'nftables:1',
    Labels: {},
    HostConfig: {},
    NetworkingConfig: { EndpointsConfig: {} },
  },
};

const framed = (kind: 1 | 2, text: string): Buffer => {
  const body = Buffer.from(text);
  const header = Buffer.alloc(8);
  header.writeUInt8(kind, 0);
  header.writeUInt32BE(body.length, 4);
  return Buffer.concat([header, body]);
};

/** An engine whose helper answers what it is told with this, and ends with its input. */
function anEngine(
  answer: (told: string) => readonly (Buffer | 'end')[],
  onCall: (call: string) => void = () => {},
) {
  const told: string[] = [];
  const output = new PassThrough();
  const input = new PassThrough();
  input.on('data', (chunk) => {
    told.push(String(chunk));
    for (const piece of answer(String(chunk)))
      if (piece === 'end') output.end();
      else output.write(piece);
  });
  input.on('end', () => output.end());
  const engine = Object.assign(new RecordingEngine({ onCall }), {
    attachContainer: async () => Duplex.from({ readable: output, writable: input }),
  });
  return { engine, told };
}

const SAID_ALL = framed(1, 'payload expression, datatype inet_service, 16 bits\n');
const SHOWN = [
  framed(2, 'Cannot read termcap database;\n'),
  framed(1, 'table inet gantry-shop-web-hold { # progname nft\n'),
  framed(1, '\tflags owner\n}\n'),
  SAID_ALL,
];

describe('holdRules()', () => {
  test('is one line, whose table nobody else can change, and which ends with its process', () => {
    expect(holdRules('gantry-a', [])).toBe(
      'table inet gantry-a { flags owner; chain prerouting { type filter hook prerouting priority raw; policy accept;  }; chain output { type filter hook output priority raw; policy accept;  }; }',
    );
  });

  test('drops new connections to a port of the host, and to one address where the file names one', () => {
    const rules = holdRules('gantry-a', [
      { port: 8080 },
      { port: 81, hostIp: '127.0.0.1' },
      { port: 82, hostIp: '::1' },
    ]);
    for (const rule of [
      'fib daddr type local tcp dport 8080 tcp flags & (syn | ack) == syn drop;',
      'ip daddr 127.0.0.1 fib daddr type local tcp dport 81 tcp flags & (syn | ack) == syn drop;',
      'ip6 daddr ::1 fib daddr type local tcp dport 82 tcp flags & (syn | ack) == syn drop;',
    ])
      expect(rules.split(rule)).toHaveLength(3);
  });
});

describe('holdPorts()', () => {
  test('holds when the helper shows its rules, and leaves no helper when it is released', async () => {
    const { engine, told } = anEngine(() => SHOWN);
    const hold = await holdPorts(engine, HELPER, [{ port: 8080 }]);
    expect(engine.calls).toEqual([
      'remove shop-web-hold with volumes',
      'create shop-web-hold',
      'start id-shop-web-hold',
    ]);
    expect(told.join('')).toBe(
      `${holdRules('gantry-shop-web-hold', [{ port: 8080 }])}\nlist table inet gantry-shop-web-hold\ndescribe tcp dport\n`,
    );
    await hold.release();
    expect(engine.calls.at(-1)).toBe('remove shop-web-hold with volumes');
  });

  test.each([
    ['its program is missing', "timeout: can't execute 'nft': No such file or directory\n", ['end'] as const],
    ['the kernel refuses', 'Error: Could not process rule: Operation not permitted\n', [SAID_ALL]],
  ])('fails with what the helper says where %s, and leaves no helper', async (_, text, more) => {
    const { engine } = anEngine(() => [framed(2, text), ...more]);
    await expect(holdPorts(engine, HELPER, [])).rejects.toMatchObject({
      code: 'hold-failed',
      message: 'connections cannot be held by a container of the image nftables:1',
      output: [text.trim()],
    });
    expect(engine.calls.at(-1)).toBe('remove shop-web-hold with volumes');
  });

  test('fails where the helper ends and says nothing', async () => {
    const { engine } = anEngine(() => ['end']);
    await expect(holdPorts(engine, HELPER, [])).rejects.toMatchObject({ code: 'hold-failed' });
  });

  test('fails where the engine refuses the helper, with what it says', async () => {
    const refusing = new RecordingEngine({
      onCall: (call) => {
        if (call.startsWith('create')) throw new Error('cannot share the host network');
      },
    });
    await expect(holdPorts(refusing, HELPER, [])).rejects.toMatchObject({
      code: 'hold-failed',
      output: ['cannot share the host network'],
    });
  });
});

describe('executePlan()', () => {
  const PLAN = aPlan([
    { operation: { kind: 'hold-ports', service: 'web', helper: HELPER, ports: [{ port: 8080 }] } },
    { operation: stopContainer('web'), after: [1] },
    { operation: { kind: 'release-ports', service: 'web', hold: stepId(1) }, after: [2] },
  ]);

  test.each([
    ['is done', 'done', () => {}],
    [
      'fails while connections wait',
      'blocked',
      (call: string) => {
        if (call.startsWith('stop')) throw new Error('refused');
      },
    ],
  ])('releases them when the plan %s', async (_, status, onCall) => {
    const { engine } = anEngine(() => SHOWN, onCall);
    const signal = new AbortController().signal;
    const outcomes = await executePlan(PLAN, { engine, emit: () => {}, signal });
    expect(outcomes.map((outcome) => outcome.status).at(-1)).toBe(status);
    expect(engine.calls.filter((call) => !call.startsWith('stop'))).toEqual([
      'remove shop-web-hold with volumes',
      'create shop-web-hold',
      'start id-shop-web-hold',
      'remove shop-web-hold with volumes',
    ]);
  });
});

test('Holds releases each hold once, the others at the end, whatever the engine says of them', async () => {
  const released: string[] = [];
  const aHold = (name: string) => ({
    by: { id: containerId(name), name },
    release: async () => {
      released.push(name);
      throw new Error('the engine is away');
    },
  });
  const holds = new Holds();
  holds.keep(stepId(1), aHold('first'));
  holds.keep(stepId(2), aHold('second'));
  await expect(holds.release(stepId(1))).rejects.toThrow('away');
  await holds.releaseAll();
  await holds.releaseAll();
  expect(released).toEqual(['first', 'second']);
});
