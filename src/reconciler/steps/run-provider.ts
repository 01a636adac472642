import { commandHint } from '../../diagnostics/hint.ts';
import { UserError } from '../../diagnostics/user-error.ts';
import { isJsonMap, type Json, type JsonMap } from '../../model/json.ts';
import type { OperationOf } from '../../model/operation.ts';
import { prefixOf } from '../../planner/work/providers.ts';
import { findProvider } from '../programs/find-provider.ts';
import { limitTold } from '../programs/limit-told.ts';
import { readProviderMessage } from '../programs/provider-message.ts';
import { runProgram } from '../programs/run-program.ts';
import type { StepContext } from './step-context.ts';

type RunProvider = OperationOf<'run-provider'>;

const DEEDS = { up: 'create', stop: 'stop', down: 'remove' } as const;

/**
 * Has the program of a provider make, stop or remove its service.
 *
 * Error: UserError `provider-failed` with what the program says, `provider-not-found`, `bad-usage` for an option that it demands.
 * @returns the variables for what depends on it, by their whole names.
 */
export async function runProvider(
  operation: RunProvider,
  { signal, releaseSlot, onProgress }: Pick<StepContext, 'signal' | 'releaseSlot' | 'onProgress'>,
): Promise<ReadonlyMap<string, string>> {
  const { service, verb, type, project, environment } = operation;
  // The engine has nothing to do meanwhile.
  releaseSlot();
  const program = findProvider(type, service, environment.get('PATH'));
  const metadata = await askMetadata(program, operation, signal);
  const block = metadata?.[verb];
  const given = new Map<string, string>();
  // A program that does not list `stop` would take the word for something else.
  if (verb === 'stop' && !isJsonMap(block)) return given;
  const words = [
    'compose',
    `--project-name=${project}`,
    verb,
    ...optionWords(operation, metadata, block),
    service,
  ];

  let problem: string | undefined;
  const refusal = (why: string): UserError => providerFailed(operation, why, [program, ...words]);
  const keep = limitTold(refusal);
  const { exitCode, lastErrors } = await runProgram(program, words, {
    environment,
    signal,
    onErrorLine: (text) => onProgress({ text }),
    onLine: (line) => {
      const message = readProviderMessage(line);
      if (message === undefined) problem ??= `its output is not a message: ${line}`;
      else if (message.kind === 'error') problem ??= message.text;
      else if (message.kind === 'info') return onProgress({ text: message.text });
      else if (message.kind === 'variable') {
        keep(line);
        given.set(message.isRaw ? message.name : `${prefixOf(service)}${message.name}`, message.value);
      }
    },
  });
  if (exitCode === 0 && problem === undefined) return given;
  throw refusal(
    problem ??
      (lastErrors || `it ended with ${exitCode === undefined ? 'a signal' : `exit code ${exitCode}`}`),
  );
}

const providerFailed = (
  { type, verb, service }: RunProvider,
  why: string,
  command: readonly [string, ...string[]],
): UserError =>
  new UserError('provider-failed', `${type} could not ${DEEDS[verb]} service "${service}": ${why}`, {
    hint: ['run it by hand: ', commandHint(...command)],
    about: { settings: ['provider.options', 'provider'] },
  });

/** undefined: it does not know what that is. */
async function askMetadata(
  program: string,
  operation: RunProvider,
  signal: AbortSignal,
): Promise<JsonMap | undefined> {
  const lines: string[] = [];
  const words = ['compose', 'metadata'];
  const keep = limitTold((why) => providerFailed(operation, why, [program, ...words]));
  const { exitCode } = await runProgram(program, words, {
    environment: operation.environment,
    signal,
    onLine: (line) => {
      keep(line);
      lines.push(line);
    },
  });
  if (exitCode !== 0) return undefined;
  try {
    const json: Json = JSON.parse(lines.join('\n'));
    return isJsonMap(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

/** `--name=value`: those that the program says it takes, or all when it does not know what it takes. */
function optionWords(
  { options, service, type }: RunProvider,
  metadata: JsonMap | undefined,
  block: Json | undefined,
): readonly string[] {
  const parameters = metadata && parametersOf(block);
  const missing = parameters?.find(
    ({ name, required }) => required === true && !options.some(([option]) => option === name),
  );
  if (missing)
    throw new UserError('bad-usage', `service "${service}": ${type} needs the option "${missing.name}"`, {
      hint: 'write it under provider.options',
      about: { settings: ['provider.options', 'provider'] },
    });
  const takes = (option: string): boolean =>
    parameters === undefined || parameters.some(({ name }) => name === option);
  return options.flatMap(([name, values]) =>
    takes(name) ? values.map((value) => `--${name}=${value}`) : [],
  );
}

function parametersOf(block: Json | undefined): readonly JsonMap[] {
  if (!isJsonMap(block) || !Array.isArray(block.parameters)) return [];
  const parameters: readonly Json[] = block.parameters;
  return parameters.filter(isJsonMap);
}
