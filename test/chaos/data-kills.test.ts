import { describe, expect, test } from 'vitest';
import { DATA_REPAIRS, type DataCase, nameOf, readName, tryDataCase } from './data-case.ts';
import { DATA_SCENARIOS, type DataScenario } from './data-scenarios.ts';
import { MOMENTS } from './killing-proxy.ts';
import { again, EXTENT, ONLY, partOf, tryUntilTheEnd } from './options.ts';
import { record } from './record.ts';

/** Of each scenario, in the bounded run. */
const SAMPLE = 1;

const casesOf = (scenario: DataScenario): readonly DataCase[] =>
  Array.from({ length: scenario.calls }, (_, at) => at + 1).flatMap((call) =>
    MOMENTS.flatMap((moment) => DATA_REPAIRS.map((repair) => ({ scenario, kill: { call, moment }, repair }))),
  );

async function failuresOf(tried: DataCase): Promise<readonly string[]> {
  const name = nameOf(tried);
  const complaints = await tryDataCase(tried);
  record({ kind: 'killed with -9 while it had to do with data', program: 'gantry', name, complaints });
  return complaints.length === 0 ? [] : [[name, ...complaints, `again: ${again(name)}`].join('\n  ')];
}

describe.runIf(EXTENT === 'part')('killed with -9 while it had to do with data', () => {
  test.concurrent.each(DATA_SCENARIOS.map((scenario) => [scenario.name, scenario] as const))(
    '%s: no content is lost, and nothing is left without a name for it',
    async (name, scenario) => {
      const failures: string[] = [];
      for (const tried of partOf(`data, ${name}`, casesOf(scenario), SAMPLE))
        failures.push(...(await failuresOf(tried)));
      expect(failures, failures.join('\n')).toEqual([]);
    },
  );
});

test.runIf(EXTENT === 'everything')('killed with -9 at every call that has to do with data', async () => {
  const failures: string[] = [];
  await tryUntilTheEnd(DATA_SCENARIOS.flatMap(casesOf), 3, async (tried) => {
    failures.push(...(await failuresOf(tried)));
  });
  expect(failures, failures.join('\n')).toEqual([]);
});

test.runIf(ONLY?.includes(', next '))(`again: ${ONLY}`, async () => {
  expect(await failuresOf(readName(ONLY ?? ''))).toEqual([]);
});
