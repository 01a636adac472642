import { describe, expect, test } from 'vitest';
import { type KillCase, nameOf, REPAIRS, readName, tryCase } from './kill-case.ts';
import { MOMENTS } from './killing-proxy.ts';
import { again, chosen, ONLY } from './options.ts';
import { record } from './record.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';

/** Of each scenario, in the bounded run. */
const SAMPLE = 2;

/** Every call of a command, before, while and after the engine does it, and both ways to repair. */
const casesOf = (scenario: Scenario, calls: number): readonly KillCase[] =>
  Array.from({ length: calls }, (_, at) => at + 1).flatMap((call) =>
    MOMENTS.flatMap((moment) => REPAIRS.map((repair) => ({ scenario, kill: { call, moment }, repair }))),
  );

/** Tries it and writes it down. */
async function failuresOf(tried: KillCase) {
  const name = nameOf(tried);
  const { calls, complaints } = await tryCase(tried);
  record({ kind: 'kill', program: 'gantry', name, calls: calls.length, complaints });
  const told = complaints.length === 0 ? [] : [[name, ...complaints, `again: ${again(name)}`].join('\n  ')];
  return { calls: calls.length, told };
}

describe.runIf(ONLY === undefined)('killed with -9 at any call', () => {
  test.concurrent.each(SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
    '%s: what comes after it brings all in order',
    async (name, scenario) => {
      const { calls, told } = await failuresOf({ scenario, repair: 'up' });
      const failures = [...told];
      for (const tried of chosen(name, casesOf(scenario, calls), SAMPLE))
        failures.push(...(await failuresOf(tried)).told);
      expect(failures, failures.join('\n')).toEqual([]);
    },
  );
});

describe.runIf(ONLY?.includes(', then '))('one case again', () => {
  test(`${ONLY}`, async () => {
    expect((await failuresOf(readName(ONLY ?? ''))).told).toEqual([]);
  });
});
