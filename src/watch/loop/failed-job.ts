import type { Job } from './loop-state.ts';

/** What does not happen because a job failed, and when it is tried again. The reason stands below it. */
export function failedJob(job: Job): string {
  switch (job.kind) {
    case 'replan':
      return 'the changed files are not used: what runs stays as it is, and the next save tries again';
    case 'rebuild':
      return `${namesOf(job.services)} could not be rebuilt: what runs stays as it is, and the next save tries again`;
    case 'sync':
      return 'saved files could not be copied into their containers, which is tried again';
    case 'restart':
      return `${namesOf(job.services)} could not be restarted: the next save tries again`;
    case 'exec':
      return `what ${namesOf(job.rules.map(({ service }) => service))} runs after files were copied has failed: the next save tries again`;
  }
}

const namesOf = (services: readonly string[]): string => [...new Set(services)].join(', ');
