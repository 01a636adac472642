import { aProject } from '../test/support/a-project.ts';
import { aService } from '../test/support/a-service.ts';
import { anObserved } from '../test/support/an-observed.ts';
import { planUp } from '../test/support/planning.ts';

/**
 * The planner alone, of `up --wait`: `node bench/planner-scale.ts`. Every service depends on three others; the largest
 * project, of 10,000 services and 30,000 dependencies, has to be planned within two seconds, and a service of it may cost
 * no more than half as much again as one of the smallest.
 */
const SIZES = [1250, 2500, 5000, 10_000];
const ROUNDS = 5;
const LIMIT_MS = 2000;
const GROWTH = 1.5;

function projectOf(size: number) {
  const name = (index: number): string => `s${String(index).padStart(5, '0')}`;
  return aProject({
    services: Array.from({ length: size }, (_, index) =>
      aService(name(index), {
        networks: ['default'],
        // Near ones and far ones: chains as long as the project, and nodes that many wait for.
        dependsOn: Object.fromEntries(
          [index - 1, Math.floor(index / 2), index % 97]
            .filter((other) => other >= 0 && other < index)
            .map((other) => [name(other), other % 2 === 0 ? 'service_healthy' : 'service_started'] as const),
        ),
      }),
    ),
  });
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

planUp(projectOf(500), anObserved(), {}, new Map()); // compiled code, as in a long run
const rows = SIZES.map((size) => {
  const project = projectOf(size);
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    planUp(project, anObserved(), { wait: true }, new Map());
    return performance.now() - start;
  });
  return {
    services: size,
    ms: Math.round(median(times)),
    perServiceUs: Math.round((median(times) / size) * 1000),
  };
});
console.table(rows);

const [first, last] = [rows[0], rows.at(-1)];
const growth = (last?.perServiceUs ?? 0) / (first?.perServiceUs ?? 1);
console.log(`a service of the largest project costs ${growth.toFixed(2)} of one of the smallest`);
process.exitCode = (last?.ms ?? 0) <= LIMIT_MS && growth <= GROWTH ? 0 : 1;
