import { describe, expect, test } from 'vitest';
import { type KillCase, nameOf, REPAIRS, readName, tryCase } from './kill-case.ts';
import { MOMENTS } from './killing-proxy.ts';
import { again, EXTENT, ONLY, partOf, tryUntilTheEnd } from './options.ts';
import { record } from './record.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';

const KIND = 'killed with -9 at a call';

/** Of each scenario, in the bounded run. */
const SAMPLE = 2;

/** Every call of a command, before, while and after the engine does it, and both ways to repair. */
const casesOf = (scenario: Scenario): readonly KillCase[] =>
  Array.from({ length: scenario.calls }, (_, at) => at + 1).flatMap((call) =>
    MOMENTS.flatMap((moment) => REPAIRS.map((repair) => ({ scenario, kill: { call, moment }, repair }))),
  );

/** Tries it and writes it down. */
async function failuresOf(tried: KillCase): Promise<readonly string[]> {
  const name = nameOf(tried);
  const { complaints } = await tryCase(tried);
  record({ kind: KIND, program: 'gantry', name, complaints });
  return complaints.length === 0 ? [] : [[name, ...complaints, `again: ${again(name)}`].join('\n  ')];
}

describe.runIf(EXTENT === 'part')('killed with -9 at a call', () => {
  test.concurrent.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
    '%s: what comes after it brings all in order',
    async (name, scenario) => {
      const failures: string[] = [];
      for (const tried of partOf(name, casesOf(scenario), SAMPLE))
        failures.push(...(await failuresOf(tried)));
      expect(failures, failures.join('\n')).toEqual([]);
    },
  );
});

test.runIf(EXTENT === 'everything')('killed with -9 at every call, docker compose beside', async () => {
  const failures: string[] = [];
  const all = SCENARIOS.flatMap(casesOf);
  await tryUntilTheEnd(all, 3, async (tried) => {
    failures.push(...(await failuresOf(tried)));
    await countPeer(tried);
  });
  expect(failures, failures.join('\n')).toEqual([]);
});

/** What docker compose makes of the same blow is told, and decides nothing. */
async function countPeer(tried: KillCase): Promise<void> {
  const peer = await tryCase(tried, 'docker compose').catch((error: unknown) => String(error));
  // It may have fewer calls, or not know the command.
  if (typeof peer === 'string' || !peer.wasKilled) return;
  record({ kind: KIND, program: 'docker compose', name: nameOf(tried), complaints: peer.complaints });
}

test.runIf(ONLY?.includes(', then '))(`again: ${ONLY}`, async () => {
  expect(await failuresOf(readName(ONLY ?? ''))).toEqual([]);
});
