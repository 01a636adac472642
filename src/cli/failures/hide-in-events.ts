import { UserError } from '../../diagnostics/user-error.ts';
import type { Event } from '../../model/event.ts';
import type { Project } from '../../model/project.ts';
import { secretHider } from './known-secrets.ts';

/**
 * Takes the secrets of a project out of what is told of builds while they run: a builder fills arguments in where it names
 * a step, and commands print what they are given.
 */
export function hideInEvents(project: Project): (event: Event) => Event {
  const hide = secretHider(project);
  return (event) => {
    if (event.type === 'step-progress' && event.step.operation.kind === 'build-image') {
      const { text, part } = event.progress;
      const shown = { ...event.progress, text: hide(text), ...(part !== undefined && { part: hide(part) }) };
      return { ...event, progress: shown };
    }
    if (event.type === 'step-ended' && event.outcome.status === 'failed') {
      const { error } = event.outcome;
      // Told like the error itself, which keeps its words: they lead to the line of the Dockerfile.
      const shown: Error = Object.create(error, {
        message: { value: hide(error.message) },
        ...(error instanceof UserError && { output: { value: error.output.map(hide) } }),
      });
      return { ...event, outcome: { ...event.outcome, error: shown } };
    }
    return event;
  };
}
