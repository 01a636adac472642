import { beforeAll, describe, expect, test } from 'vitest';
import { loadIngressImage } from '../../scripts/setup/ingress-image.ts';
import { ENGINE } from '../support/gantry.ts';
import type { Images } from './application.ts';
import { DATABASE_IMAGE, loadDatabaseImage, loadImageForLoad } from './image.ts';
import { IS_WHOLE, ONLY, REQUESTS, WITH_PENDING } from './options.ts';
import { type Result, record } from './record.ts';
import type { Extent } from './rounds.ts';
import { runScenario } from './run-scenario.ts';
import { SCENARIOS, type Scenario } from './scenarios.ts';

/** In the bounded run. */
const PART: Extent = { requests: 500, rounds: 2, blows: 2 };
const EXTENT: Extent = IS_WHOLE ? { requests: REQUESTS, rounds: 3, blows: Number.POSITIVE_INFINITY } : PART;

let images: Images = { application: '', database: DATABASE_IMAGE };
beforeAll(async () => {
  await loadIngressImage(ENGINE);
  await loadDatabaseImage(ENGINE);
  images = { ...images, application: await loadImageForLoad(ENGINE) };
});

const isChosen = ({ name, isPart }: Scenario): boolean =>
  ONLY === undefined ? isPart || IS_WHOLE : ONLY.some((text) => name.includes(text));
const chosen = SCENARIOS.filter(isChosen);
const pending = chosen.filter((scenario) => scenario.pending !== undefined);
const there = chosen.filter((scenario) => scenario.pending === undefined);

/** @returns how many requests failed */
async function tried(scenario: Scenario, program: Result['program']) {
  const { result, complaints, failures, story } = await runScenario(scenario, program, images, EXTENT);
  record(result);
  const { lost } = result;
  const told = Object.entries(result.failed).map(([kind, times]) => `${times} ${kind}`);
  console.log(
    `${program}: ${scenario.name}: ${lost} of ${result.sent} requests failed in ${result.rounds} rounds ${told.join(', ')}`,
  );
  return { lost, complaints, told: [...failures, story].join('\n') };
}

/** Side by side, since they mostly wait for containers; where figures are asked for, one at a time. */
describe('under load', { concurrent: !IS_WHOLE }, () => {
  test.each(there.map((scenario) => [`${scenario.name}: ${scenario.promise}`, scenario] as const))(
    '%s',
    async (_name, scenario) => {
      const { lost, complaints, told } = await tried(scenario, 'gantry');
      expect(complaints, told).toEqual([]);
      if (scenario.promise === 'no gap') expect(lost, told).toBe(0);
    },
  );

  test
    .skipIf(!WITH_PENDING)
    .each(pending.map((scenario) => [`${scenario.name}: waits for ${scenario.pending}`, scenario] as const))(
    '%s',
    async (_name, scenario) => {
      const { complaints, told } = await tried(scenario, 'gantry');
      console.log([...complaints, told].join('\n'));
    },
  );
});

/** What docker compose makes of the same is told, and decides nothing. */
const byCompose = chosen.filter(({ notByCompose }) => notByCompose === undefined);
describe.runIf(IS_WHOLE)('docker compose beside', () => {
  test.each(byCompose.map((scenario) => [scenario.name, scenario] as const))(
    '%s',
    async (_name, scenario) => {
      await tried(scenario, 'docker compose');
    },
  );
});
