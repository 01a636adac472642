import { UserError } from '../../diagnostics/user-error.ts';
import type { Event } from '../../model/event.ts';
import type { OperationKind } from '../../model/operation.ts';
import type { Step } from '../../model/plan.ts';
import type { Project } from '../../model/project.ts';
import { imageHider, withHiddenImage, withHiddenImages } from './hide-images.ts';
import { secretHider } from './known-secrets.ts';

/** What other programs write, or the engine says of them, while these run. */
const FOREIGN: ReadonlySet<OperationKind> = new Set<OperationKind>([
  'build-image',
  'exec-hook',
  'prepare-model',
  'run-hook',
  'run-provider',
]);

/**
 * Takes the secrets of a project out of what others say while a plan runs: a builder fills arguments in where it names a step,
 * programs print what they are given, and the engine repeats it where it refuses something.
 */
export function hideInEvents(project: Project): (event: Event) => Event {
  let hider: ReturnType<typeof secretHider> | undefined;
  // Most plans have nothing to hide, and files with secrets need not be read for them.
  const hide = (text: string): string => {
    hider ??= secretHider(project);
    return hider(text);
  };
  const hideImage = imageHider(project);
  const shown = new WeakMap<Step, Step>();
  // What is drawn of a plan knows its steps by what they are, as those of the plan before it have the same numbers.
  const hideStep = (step: Step): Step => {
    const known = shown.get(step) ?? withHiddenImage(step, hideImage);
    shown.set(step, known);
    return known;
  };
  const withoutImages = (event: Event): Event => {
    if ('step' in event) return { ...event, step: hideStep(event.step) };
    return 'plan' in event ? { ...event, plan: withHiddenImages(event.plan, hideImage, hideStep) } : event;
  };
  return (told) => {
    const event = withoutImages(told);
    if (event.type === 'warning' || event.type === 'notice')
      return { ...event, message: hide(event.message) };
    if (event.type === 'step-progress' && FOREIGN.has(event.step.operation.kind)) {
      const { text, part } = event.progress;
      const progress = {
        ...event.progress,
        text: hide(text),
        ...(part !== undefined && { part: hide(part) }),
      };
      return { ...event, progress };
    }
    if (event.type === 'step-ended' && event.outcome.status === 'failed') {
      const { error } = event.outcome;
      // Told like the error itself, which keeps its words: they lead to the line of the Dockerfile.
      const hidden: Error = Object.create(error, {
        message: { value: hide(error.message) },
        ...(error instanceof UserError && { output: { value: error.output.map(hide) } }),
      });
      return { ...event, outcome: { ...event.outcome, error: hidden } };
    }
    return event;
  };
}
