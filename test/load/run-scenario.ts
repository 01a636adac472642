import { complaintsOfRun } from '../chaos/in-time.ts';
import { freePort } from '../support/free-addresses.ts';
import { aWorkspace, PROGRAM, PUBLISHED_HOST, type Workspace } from '../support/gantry.ts';
import { composeFile, FIRST, type Images, PORTS, SERVICE, type Version } from './application.ts';
import { complaintsAfter } from './complaints-after.ts';
import { type Load, type Place, startLoad } from './load.ts';
import { TIMEOUT_MS } from './options.ts';
import type { Tally } from './program/tally.ts';
import type { Result } from './record.ts';
import { type Extent, LASTS_MS, LONG, notForEver, Rounds } from './rounds.ts';
import type { Clients, Scenario } from './scenarios.ts';
import { DATABASE, NGINX_PATH } from './shop.ts';
import { Story } from './story.ts';

export interface Tried {
  readonly result: Result;
  /** What does not hold; empty: all is well. Failed requests are not among them. */
  readonly complaints: readonly string[];
  /** The first failures, and what happened meanwhile. */
  readonly failures: readonly string[];
  readonly story: string;
}

const WORDS = { gantry: PROGRAM, 'docker compose': ['docker-compose'] } as const;

/** What takes seconds is not sent as often. */
const REQUESTS_A_SESSION = 20;
const isLong = ({ load }: Scenario): boolean => load.some(({ way }) => LONG.has(way));

let count = 0;

/** Puts an application under load, does to it what the scenario says, and counts. */
export async function runScenario(
  scenario: Scenario,
  program: Result['program'],
  images: Images,
  extent: Extent,
): Promise<Tried> {
  const port = await freePort(2);
  const file = (version: Version): string => composeFile(scenario.app, version, { images, port });
  const workspace = aWorkspace(`load${count++}`, { 'compose.yaml': file(FIRST) }, WORDS[program]);
  const story = new Story(workspace.project);
  const loads: Load[] = [];
  try {
    const begun = await complaintsOfRun(workspace, 'up -d --wait', {});
    if (begun.length > 0) throw new Error(begun.join('\n'));
    for (const clients of scenario.load)
      loads.push(
        startClients(clients, scenario, { workspace, image: images.application, port, number: loads.length }),
      );
    await notForEver(
      Promise.all(loads.map((load) => load.until(({ answered }) => answered > 0))),
      () => `no answer: ${JSON.stringify(loads.map((load) => load.tally()))}`,
    );
    const run = new Rounds(scenario, extent, { workspace, file, story, loads });
    const requests = isLong(scenario) ? extent.requests / REQUESTS_A_SESSION : extent.requests;
    while (!run.isStuck && !(run.isDone && sentBy(loads) >= requests)) await run.next();
    const tallies = await Promise.all(loads.map((load) => load.stop()));
    if (program === 'gantry')
      run.complaints.push(
        ...(await complaintsAfter(workspace, { service: SERVICE, replicas: scenario.app.replicas })),
      );
    if (story.mostAtOnce(DATABASE) > 1) run.complaints.push('the database ran twice at the same time');
    return {
      result: resultOf(scenario, program, run, tallies),
      complaints: run.complaints,
      failures: tallies.flatMap(({ firstFailures }, at) => {
        const { from, way } = scenario.load[at] ?? {};
        return story.tell(firstFailures).map((told) => `${from} ${way}: ${told}`);
      }),
      story: String(story),
    };
  } finally {
    story.end();
    for (const load of loads) await load.remove();
    await workspace.remove();
  }
}

const sentBy = (loads: readonly Load[]): number => loads.reduce((sum, load) => sum + load.tally().sent, 0);

interface At {
  readonly workspace: Workspace;
  readonly image: string;
  readonly port: number;
  readonly number: number;
}

function startClients(clients: Clients, { app }: Scenario, { workspace, image, port, number }: At): Load {
  const { from, way, perSecond, clients: many } = clients;
  const { project } = workspace;
  const place: Place =
    from === 'outside'
      ? { kind: 'outside' }
      : { kind: 'inside', network: `${project}_default`, image, name: `${project}-client-${number}` };
  const address =
    from === 'outside'
      ? { host: PUBLISHED_HOST, port, sessionPort: port + 1 }
      : { host: app.alias ?? SERVICE, port: PORTS.http, sessionPort: PORTS.sessions };
  const path = app.shop === 'nginx' ? NGINX_PATH : '/';
  return startLoad(place, {
    ...address,
    path,
    way,
    perSecond,
    clients: many,
    lastsMs: LASTS_MS,
    timeoutMs: TIMEOUT_MS,
  });
}

function resultOf(
  scenario: Scenario,
  program: Result['program'],
  { rounds, commandMs, isStuck }: Rounds,
  tallies: readonly Tally[],
): Result {
  const failed: Record<string, number> = {};
  for (const [kind, times] of tallies.flatMap((tally) => Object.entries(tally.failed)))
    failed[kind] = (failed[kind] ?? 0) + times;
  return {
    scenario: scenario.name,
    program,
    rounds,
    sent: tallies.reduce((sum, { sent }) => sum + sent, 0),
    lost: Object.values(failed).reduce((sum, times) => sum + times, 0),
    failed,
    slowestMs: Math.max(...tallies.map(({ slowestMs }) => slowestMs)),
    ...(!isLong(scenario) && {
      longestSilenceMs: Math.max(...tallies.map(({ longestSilenceMs }) => longestSilenceMs)),
    }),
    isStuck,
    commandMs,
  };
}
