import type { Project } from '../../model/project.ts';
import { apply } from '../apply/apply.ts';
import { checkFiles } from '../check/check-files.ts';
import type { Cli } from '../context/cli.ts';
import { observeImages } from '../find/observe-images.ts';
import { writeLock } from '../lock/write-lock.ts';
import { countOf, type ScanProblem } from './report.ts';

/** In their order. */
export const PHASES = ['build', 'scan', 'push', 'lock'] as const;

export type PhaseName = (typeof PHASES)[number];

/** What the phases work on. */
export interface Work {
  /** Only the services that are meant, with all names of their images. */
  readonly project: Project;
  readonly basedOn?: ReadonlyMap<string, readonly string[]>;
  /** What the scan finds goes here. */
  readonly problems: ScanProblem[];
}

interface Phase {
  /** It does not run when one of these failed, or did not run because another one did. */
  readonly needs: readonly PhaseName[];
  readonly run: (cli: Cli, work: Work) => Promise<PhaseEnd>;
}

export interface PhaseEnd {
  /** As a command has it. */
  readonly code: number;
  /** What failed; absent: the log says it. */
  readonly why?: string;
}

export const PHASE: { readonly [P in PhaseName]: Phase } = {
  build: {
    needs: [],
    async run(cli, { project, basedOn }) {
      const { planBuild } = await import('../../planner/commands/plan-build.ts');
      const engine = await cli.engine();
      const plan = planBuild(project, { basedOn });
      return { code: await apply(cli, { engine, project, observed: await observeImages(engine, []), plan }) };
    },
  },
  scan: {
    needs: [],
    async run(cli, { project, problems }) {
      let text = '';
      const write = (part: string): void => {
        text += part;
      };
      const quiet: Cli = { ...cli, stdout: { ...cli.stdout, write, writeRaw: write } };
      const code = await checkFiles(quiet, [...project.services.keys()], { for: 'prod', format: 'json' });
      const found: { readonly problems: readonly ScanProblem[] } = JSON.parse(text);
      problems.push(...found.problems);
      for (const problem of found.problems) cli.stderr.write(problemLine(problem));
      const errors = countOf(problems, 'error');
      return { code, why: errors === 1 ? '1 error' : `${errors} errors` };
    },
  },
  push: {
    needs: ['build', 'scan'],
    async run(cli, { project }) {
      const { planPush } = await import('../../planner/commands/plan-push.ts');
      const engine = await cli.engine();
      const plan = planPush(project);
      return { code: await apply(cli, { engine, project, observed: await observeImages(engine, []), plan }) };
    },
  },
  lock: {
    needs: ['push'],
    run: async (cli) => ({ code: await writeLock(cli, [], { format: 'text' }) }),
  },
};

function problemLine({ severity, code, message, file, line }: ScanProblem): string {
  const place = file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}: `;
  return `${place}${severity}: ${message} [${code}]\n`;
}
