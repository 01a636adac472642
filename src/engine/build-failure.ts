import { EngineError } from './engine-error.ts';
import { explainRefusal } from './explain-refusal.ts';

/** The step that failed, with the end of what it wrote. */
export interface FailedStep {
  readonly name: string;
  readonly lines: readonly string[];
  readonly rest: string;
}

/** Error: `build-failed`; the first line says why, the lines after it are the step's own. */
export function buildFailed(text: string, step: FailedStep | undefined): EngineError {
  const { message, hint } = explainBuild(text);
  const isStep = step !== undefined && step.name !== '' && !step.name.startsWith('[internal]');
  const output = step === undefined ? [] : [...step.lines, ...(step.rest.trim() === '' ? [] : [step.rest])];
  const head = isStep ? `${step.name}: ${message}` : message;
  return new EngineError('build-failed', [head, ...output.map((line) => `  ${line}`)].join('\n'), {
    cause: new Error(text),
    ...(hint === undefined ? {} : { hint }),
  });
}

function explainBuild(text: string): { readonly message: string; readonly hint?: string } {
  const exit = /(?:did not complete successfully: exit code:|returned a non-zero code:) (\d+)/.exec(
    text,
  )?.[1];
  if (exit !== undefined) return { message: `the command ended with exit code ${exit}` };
  const missing =
    /failed to calculate checksum of ref \S+: "?\/?([^"]+)"?: not found|stat (\S+): file does not exist/.exec(
      text,
    );
  if (missing)
    return {
      message: `the build context has no ${missing[1] ?? missing[2]}`,
      hint: 'paths are relative to `build.context`, and `.dockerignore` leaves files out',
    };
  const image = /^(\S+?): failed to resolve source metadata for /.exec(text)?.[1];
  const { code, message, hint } = explainRefusal(text);
  if (code === 'engine-refused') return { message: text.trim() };
  return {
    message: image === undefined ? message : `base image ${image}: ${message}`,
    ...(hint === undefined ? {} : { hint }),
  };
}
