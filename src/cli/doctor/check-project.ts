import { Command } from 'commander';
import { gantry } from '../../diagnostics/hint.ts';
import { SpecError } from '../../diagnostics/spec-error.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import type { Project } from '../../model/project.ts';
import type { Cli } from '../context/cli.ts';
import { defineUp, type UpOptions } from '../up/up-options.ts';
import { type Finding, fail, ok } from './finding.ts';

interface ProjectCheck {
  readonly findings: readonly Finding[];
  /** Absent: there are no files, or they cannot be read. */
  readonly project?: Project;
}

/** What `up` would find before it touches anything: taken ports and names, files that are not there. */
export async function checkProject(cli: Cli): Promise<ProjectCheck> {
  const { planForUp } = await import('../up/plan-for-up.ts');
  const { preflight } = await import('../../reconciler/preflight/preflight.ts');
  try {
    const options = defineUp(new Command('up')).parse([], { from: 'user' }).opts<UpOptions>();
    const { plan, project, observed, engine } = await planForUp(cli, [], options);
    const problems = await preflight(plan, project, observed, engine);
    const findings =
      problems.length > 0
        ? problems.map(({ message, hint }) => fail('files', message, hint))
        : [ok('files', `nothing prevents \`up\` in project ${project.name}`)];
    return { findings, project };
  } catch (error) {
    if (error instanceof SpecError) return { findings: readSpecError(error) };
    if (error instanceof UserError) return { findings: [fail('files', error.message, error.hint)] };
    throw error;
  }
}

/** Where there is no Compose file there is nothing to check. */
function readSpecError({ problems }: SpecError): readonly Finding[] {
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.some(({ code }) => code === 'no-compose-file')) return [];
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return [
    fail('files', `${errors[0]?.message ?? 'they cannot be read'}${more}`, [
      '`',
      gantry('check'),
      '` shows all of it',
    ]),
  ];
}
