import { Duplex } from 'node:stream';
import { expect, test } from 'vitest';
import { containerId } from '../../../src/model/ids.ts';
import type { Datagrams } from '../../../src/model/ingress.ts';
import { forgetProgram } from '../../../src/planner/ingress/datagram-program.ts';
import { drainContainer } from '../../../src/reconciler/steps/drain-container.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

const DATAGRAMS: Datagrams = { ports: [53], families: 'ipv4' };
const NOTHING_OPEN = 'worker 7\n# pxname,svname,qcur,qmax,scur\nanswered 7\n';

/** Drains a container of an ingress whose rules can be changed, or not. @returns the last command in the ingress, and the warnings */
async function drained(datagrams: Datagrams | undefined, forgetting: 'works' | 'fails') {
  const commands: (readonly string[])[] = [];
  const warnings: string[] = [];
  const isForgetting = (): boolean => commands.at(-1)?.[2] === forgetProgram(DATAGRAMS);
  const said = (): string => {
    if (isForgetting()) return 'Error: no such table\n';
    return commands.at(-1)?.[2]?.includes('show stat') ? NOTHING_OPEN : '';
  };
  const engine = Object.assign(new RecordingEngine(), {
    createExec: async (_id: string, { Cmd }: { readonly Cmd: readonly string[] }) => {
      commands.push(Cmd);
      return 'exec';
    },
    startExec: async () => {
      const body = Buffer.from(said());
      const header = Buffer.alloc(8);
      header.writeUInt8(1, 0);
      header.writeUInt32BE(body.length, 4);
      return Duplex.from([Buffer.concat([header, body])]);
    },
    inspectExec: async () => ({
      running: false,
      started: true,
      exitCode: isForgetting() && forgetting === 'fails' ? 30 : 0,
    }),
  });
  await drainContainer(
    {
      kind: 'drain-container',
      service: 'dns',
      container: { id: containerId('aaaaaaaaaaaa1111') },
      name: 'app-dns-1',
      ingress: { ref: { id: containerId('ingress-id') }, name: 'app-dns-ingress' },
      timeoutMs: 60_000,
      ...(datagrams && { datagrams }),
    },
    {
      engine,
      recorded: new Map(),
      signal: new AbortController().signal,
      onProgress: () => {},
      warn: (text) => warnings.push(text),
    },
  );
  return { last: commands.at(-1), warnings };
}

test('drainContainer() has those who send datagrams go over to the others at its end', async () => {
  expect(await drained(DATAGRAMS, 'works')).toEqual({
    last: ['sh', '-c', forgetProgram(DATAGRAMS), 'sh', 'aaaaaaaaaaaa'],
    warnings: [],
  });
});

test('drainContainer() warns when they cannot', async () => {
  const { warnings } = await drained(DATAGRAMS, 'fails');
  expect(warnings).toEqual(['clients that send datagrams to app-dns-1 may lose some: Error: no such table']);
});

test('drainContainer() touches no rules of an ingress that carries no datagrams', async () => {
  const { last } = await drained(undefined, 'works');
  expect(last?.[2]).toContain('show stat');
});
