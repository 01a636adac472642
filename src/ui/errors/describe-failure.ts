import { knownError } from '../../diagnostics/file-error.ts';
import { InternalError } from '../../diagnostics/internal-error.ts';
import { type Concern, UserError } from '../../diagnostics/user-error.ts';
import type { Failure, ReportedFailure } from '../../model/failure.ts';
import type { Operation } from '../../model/operation.ts';
import type { Step } from '../../model/plan.ts';
import { type FailureReport, WaitError } from '../../model/wait-error.ts';
import { labelOfStep } from '../plan/resource-of.ts';
import { lowerFirst, wordsFor } from '../plan/wording.ts';
import { concernOf, nextStep } from './next-step.ts';

interface FailureContext {
  readonly severity?: Failure['severity'];
  readonly step?: Step;
  readonly blocked?: readonly string[];
}

/** The failure of one error by itself; other code adds details of the files, the engine and the project. */
export function describeFailure(
  reported: Error,
  { severity = 'error', step, blocked = [] }: FailureContext = {},
): ReportedFailure {
  const error = knownError(reported);
  const [words = '', ...more] = wordsOf(error).split(/\r?\n/);
  // What a program wrote keeps its indentation: a caret points at the line above it.
  const written = error instanceof UserError ? error.output.map((line) => line.trimEnd()) : [];
  const output = [...more.map((line) => line.trim()), ...written];
  const operation = step?.operation;
  const code = codeOf(error);
  const report = error instanceof WaitError ? error.report : undefined;
  const message = severity === 'warning' && report ? ofOptional(words, report) : words;
  const engineSays = engineWords(error);
  const hint = report ? nextStep(report) : error instanceof UserError ? error.hint : undefined;
  const container = report?.container ?? (operation && containerOf(operation));
  const about = concern(error, operation);
  const service = report?.service ?? (operation && serviceOf(operation)) ?? serviceIn(about);
  return {
    severity,
    ...(code !== undefined && { code }),
    ...(report && { report }),
    message,
    ...(step && {
      step: {
        number: step.id,
        operation: step.operation.kind,
        label: labelOfStep(step),
        doing: lowerFirst(wordsFor(step.operation).doing),
      },
    }),
    ...(service !== undefined && { service }),
    ...(container !== undefined && { container }),
    path: [],
    output,
    firstErrors: error instanceof UserError ? error.firstErrors.map((line) => line.trimEnd()) : [],
    ...(engineSays !== undefined && { engineSays }),
    blocked,
    ...(hint !== undefined && { hint }),
    ...(about && { about }),
    error,
  };
}

/** docker compose's words for a dependency with `required: false`. */
const ofOptional = (words: string, { service }: FailureReport): string =>
  `optional dependency "${service}" failed to start: ${words.replace(/^dependency failed to start: /, '')}`;

/** Any other error is a bug of gantry, and its report needs the stack. */
function wordsOf(error: Error): string {
  if (codeOf(error) !== undefined) return error.message;
  const { message } = error instanceof InternalError ? error : new InternalError(error.message);
  return [message, ...(error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))].join('\n');
}

const codeOf = (error: Error): Failure['code'] => (error instanceof UserError ? error.code : undefined);

function concern(error: Error, operation: Operation | undefined): Concern | undefined {
  if (error instanceof WaitError) return concernOf(error.report);
  if (!(error instanceof UserError) || !error.about) return undefined;
  const of = error.about.of ?? (operation && elementOf(operation));
  return of && { ...error.about, of };
}

/** A problem that is found before a plan belongs to no step. */
const serviceIn = (about: Concern | undefined): string | undefined =>
  about?.of?.[0] === 'services' ? about.of[1] : undefined;

/** The place in the file of the resource of an operation. */
function elementOf(operation: Operation): readonly string[] | undefined {
  if (operation.kind === 'create-network') return ['networks', operation.key];
  if (operation.kind === 'create-volume' || operation.kind === 'copy-volume')
    return ['volumes', operation.key];
  const service = serviceOf(operation);
  return service === undefined ? undefined : ['services', service];
}

function serviceOf(operation: Operation): string | undefined {
  if ('service' in operation) return operation.service;
  return 'services' in operation ? operation.services[0] : undefined;
}

const containerOf = (operation: Operation): string | undefined =>
  'container' in operation || operation.kind === 'create-container' ? operation.name : undefined;

/** A failed build has no other text than its output, and an unreachable engine has none. */
const WORDLESS: ReadonlySet<string> = new Set(['build-failed', 'engine-unreachable']);

/** The engine's text, if it adds to the message. */
function engineWords(error: Error): string | undefined {
  if (!(error instanceof UserError) || WORDLESS.has(error.code)) return undefined;
  const { name, cause, message } = error;
  if (name !== 'EngineError' || !(cause instanceof Error)) return undefined;
  const words = withoutWrappers(cause.message.trim().replaceAll(/(?<!\s)\s*\n\s*/g, ' '));
  // `<call>: <cause>: <inner cause>`: the message contains it when it contains the end.
  const end = words.split(': ').slice(-2).join(': ');
  return words === '' || words.includes(message) || message.includes(end) ? undefined : words;
}

const WRAPPERS =
  /failed to create task for container: |failed to create shim task: |OCI runtime create failed: |runc create failed: |unable to start container process: |: unknown$/g;

/** Without the prefixes that the components of an engine add. */
export const withoutWrappers = (words: string): string => words.replaceAll(WRAPPERS, '');
