import type { Project } from '../../model/project.ts';
import type { AffectedServices } from '../affected/load-changed.ts';
import { apply } from '../apply/apply.ts';
import { checkFiles } from '../check/check-files.ts';
import type { Cli } from '../context/cli.ts';
import { observeImages } from '../find/observe-images.ts';
import { plannedBuild } from '../find/planned-build.ts';
import { isLockCurrent, writeLock } from '../lock/write-lock.ts';
import { fromRoot, repositoryRoot } from '../pipeline/repository.ts';
import { countOf, type PhaseEnd, type PushedImage, type ScanProblem } from './report.ts';

/** In their order. */
export const PHASES = ['build', 'scan', 'test', 'push', 'lock'] as const;

export type PhaseName = (typeof PHASES)[number];

/** What the phases work on. */
export interface Work {
  /** Only the services that are meant, with all names of their images. */
  readonly project: Project;
  /** Of the services that are meant, what a change affects; absent: nothing was compared. */
  readonly changed: AffectedServices | undefined;
  /** The services that run tests, and those of them that are to run. */
  readonly tests: { readonly all: readonly string[]; readonly affected: readonly string[] };
  /** The file for the report of the tests. */
  readonly junit: string | undefined;
  /** What the scan finds goes here. */
  readonly problems: ScanProblem[];
}

interface Phase {
  /** It does not run when one of these failed, or did not run because another one did. */
  readonly needs: readonly PhaseName[];
  /** Why there is nothing to do for it; undefined: there is. */
  readonly idle: (cli: Cli, work: Work) => Promise<string | undefined> | string | undefined;
  /** @param signal aborted when the time is over, or by the user; the reason is in it */
  readonly run: (cli: Cli, work: Work, signal: AbortSignal) => Promise<PhaseEnd>;
}

const NONE_AFFECTED = 'no service is affected';

const noImage = (_: Cli, { project, changed }: Work): string | undefined => {
  if (project.services.size > 0) return undefined;
  if (!changed) return 'there is no service';
  return changed.names.length === 0 ? NONE_AFFECTED : `no other image: ${changed.names.join(', ')}`;
};

export const PHASE: { readonly [P in PhaseName]: Phase } = {
  build: {
    needs: [],
    idle: noImage,
    run: async (cli, { project }) => ({
      code: await apply(cli, await plannedBuild(cli, project, { withBases: true })),
    }),
  },
  scan: {
    needs: [],
    idle: (cli, work) =>
      work.changed ? (work.changed.names.length === 0 ? NONE_AFFECTED : undefined) : noImage(cli, work),
    async run(cli, { project, changed, problems }) {
      let text = '';
      const write = (part: string): void => {
        text += part;
      };
      const quiet: Cli = { ...cli, stdout: { ...cli.stdout, write, writeRaw: write } };
      const code = await checkFiles(quiet, changed?.among ?? [...project.services.keys()], {
        for: 'prod',
        format: 'json',
        ...(changed && { only: new Set(changed.names) }),
      });
      const found: { readonly problems: readonly ScanProblem[] } = JSON.parse(text);
      const root = repositoryRoot(project.workingDir, cli.environment);
      problems.push(...found.problems.map((problem) => ofRepository(problem, root, cli.cwd)));
      for (const problem of found.problems) cli.stderr.write(problemLine(problem));
      const errors = countOf(problems, 'error');
      return { code, why: errors === 1 ? '1 error' : `${errors} errors` };
    },
  },
  test: {
    needs: ['build'],
    idle(_, { tests: { all, affected } }) {
      if (all.length === 0) return 'no service runs tests';
      return affected.length === 0 ? 'no service that runs tests is affected' : undefined;
    },
    async run(cli, { tests, junit }, signal) {
      const { runTestPhase } = await import('./test-phase.ts');
      return runTestPhase(cli, { tests: tests.affected, junit, signal });
    },
  },
  push: {
    needs: ['build', 'scan', 'test'],
    idle: noImage,
    async run(cli, { project }) {
      const { planPush } = await import('../../planner/commands/plan-push.ts');
      const engine = await cli.engine();
      const plan = planPush(project);
      const pushed: PushedImage[] = [];
      const planned = { engine, project, observed: await observeImages(engine, []), plan };
      const code = await apply(cli, planned, {
        onEvent(event) {
          if (event.type !== 'step-ended' || event.outcome.status !== 'done') return;
          const { operation } = event.step;
          const { made } = event.outcome;
          if (operation.kind === 'push-image' && made.kind === 'pushed')
            pushed.push({ image: operation.image, digest: made.digest });
        },
      });
      // They end in any order, and two reports of the same are the same.
      return { code, pushed: pushed.toSorted((a, b) => (a.image < b.image ? -1 : 1)) };
    },
  },
  lock: {
    needs: ['push'],
    async idle(cli, { changed }) {
      if (!changed || changed.isAny || !(await isLockCurrent(cli))) return undefined;
      return `${NONE_AFFECTED}, and the lock file covers all images`;
    },
    run: async (cli) => ({ code: await writeLock(cli, [], { format: 'text' }) }),
  },
};

/** Whoever reads the report does not know where the command ran. */
const ofRepository = (problem: ScanProblem, root: string, folder: string): ScanProblem =>
  problem.file === undefined ? problem : { ...problem, file: fromRoot(root, { name: problem.file, folder }) };

function problemLine({ severity, code, message, file, line }: ScanProblem): string {
  const place = file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}: `;
  return `${place}${severity}: ${message} [${code}]\n`;
}
