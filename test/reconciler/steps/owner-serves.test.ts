import { Duplex } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { EngineError } from '../../../src/engine/refusals/engine-error.ts';
import { containerId, stepId } from '../../../src/model/ids.ts';
import type { ContainerDetails } from '../../../src/model/observed.ts';
import type { Outcome } from '../../../src/model/outcome.ts';
import { ownerServes } from '../../../src/reconciler/steps/owner-serves.ts';
import { RUNNING } from '../../support/an-inspection.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const WEB = containerId('aaaaaaaaaaaa1111');
const HELPER = { id: containerId('helper-id'), name: 'shop-web-hold' };
const OWNER = { container: { id: WEB }, name: 'shop-web-1', ports: [80] };
const EXIT = { open: 0, closed: 124, missing: 127 };

const details = (change: Partial<ContainerDetails>): ContainerDetails => ({
  ...RUNNING,
  id: WEB,
  name: 'shop-web-1',
  addresses: ['172.20.0.5'],
  ...change,
});

function framed(text: string): Duplex {
  const body = Buffer.from(text);
  const header = Buffer.alloc(8);
  header.writeUInt8(1, 0);
  header.writeUInt32BE(body.length, 4);
  return Duplex.from([Buffer.concat([header, body])]);
}

/** An engine that shows the container like this, one after another, and whose helper finds this. */
function anEngine(
  looks: readonly (Partial<ContainerDetails> | 'gone')[],
  answers: readonly (keyof typeof EXIT | 'away')[] = [],
) {
  const said = { looks: 0, asked: [] as string[] };
  const answer = () => answers[said.asked.length - 1] ?? 'closed';
  const engine = Object.assign(new RecordingEngine(), {
    inspectContainer: async () => {
      const look = looks[Math.min(said.looks++, looks.length - 1)] ?? 'gone';
      if (look === 'gone') throw new EngineError('no-container', 'no such container', { status: 404 });
      return details(look);
    },
    createExec: async (id: string, { Cmd }: { readonly Cmd: readonly string[] }) => {
      said.asked.push(`${id} ${Cmd.slice(-2).join(' ')}`);
      if (answer() === 'away') throw new EngineError('engine-refused', 'it does not run', { status: 409 });
      return 'exec';
    },
    startExec: async () => framed(answer() === 'open' ? '80\n' : ''),
    inspectExec: async () => {
      const now = answer();
      return { running: false, started: true, exitCode: now === 'away' ? 1 : EXIT[now] };
    },
  });
  return { engine, said };
}

const serves = (engine: RecordingEngine) =>
  ownerServes(
    OWNER,
    HELPER,
    { engine, recorded: new Map(), signal: new AbortController().signal },
    { settlesMs: 1 },
  );

describe('ownerServes()', () => {
  test.each<[string, Parameters<typeof anEngine>[0]]>([
    ['it is healthy', [{ health: 'starting' }, { health: 'starting' }, { health: 'healthy' }]],
    ['it is unhealthy', [{ health: 'starting' }, { health: 'starting' }, { health: 'unhealthy' }]],
    ['it has ended', [{ health: 'starting' }, { state: 'restarting' }, { state: 'exited' }]],
    ['somebody has removed it', [{ health: 'starting' }, { health: 'starting' }, 'gone']],
  ])('waits until %s, and asks nobody for connections', async (_, looks) => {
    const { engine, said } = anEngine(looks);
    await serves(engine);
    expect(said).toEqual({ looks: 3, asked: [] });
  });

  test('has the helper ask it at its own address where it has no healthcheck', async () => {
    const { engine, said } = anEngine([{}], ['open']);
    await serves(engine);
    expect(said.asked).toEqual(['helper-id 172.20.0.5 80']);
  });

  test.each<['missing' | 'away']>([['missing'], ['away']])(
    'gives it time to settle where nobody can ask: %s',
    async (answer) => {
      const { engine, said } = anEngine([{}], [answer]);
      await serves(engine);
      expect(said).toMatchObject({ looks: 1, asked: ['helper-id 172.20.0.5 80'] });
    },
  );

  test('waits for nothing that was never made, nor after Ctrl-C', async () => {
    const { engine, said } = anEngine([{ health: 'starting' }]);
    const made = { container: { createdBy: stepId(1) }, name: 'shop-web-1', ports: [80] };
    const failed: Outcome = { status: 'failed', step: stepId(1), error: new Error('no space left') };
    const signal = new AbortController().signal;
    await ownerServes(made, HELPER, { engine, recorded: new Map([[stepId(1), failed]]), signal });
    await ownerServes(OWNER, HELPER, { engine, recorded: new Map(), signal: AbortSignal.abort() });
    expect(said.looks).toBe(0);
  });
});
