import { UserError } from '../../diagnostics/user-error.ts';
import { isJsonMap, type Json } from '../../model/json.ts';
import type { OperationOf } from '../../model/operation.ts';
import { requireModelPlugin } from '../programs/find-model-plugin.ts';
import { limitTold } from '../programs/limit-told.ts';
import { runProgram } from '../programs/run-program.ts';
import type { StepContext } from './step-context.ts';

type PrepareModel = OperationOf<'prepare-model'>;
type Context = Pick<StepContext, 'signal' | 'releaseSlot' | 'onProgress'>;

/**
 * Pulls a model unless it is there, and configures it.
 *
 * Error: UserError `model-failed` with what the plugin says, `models-not-supported`.
 * @returns `MODEL`, its name, and `URL`, where it answers.
 */
export async function prepareModel(
  operation: PrepareModel,
  context: Context,
): Promise<ReadonlyMap<string, string>> {
  const { key, model, contextSize, runtimeFlags } = operation;
  context.releaseSlot();
  const plugin = requireModelPlugin(operation);
  const ask = (...words: readonly string[]): Promise<string> => run(plugin, words, operation, context);

  const there = namesIn(parse(await ask('ls', '--json')));
  if (!there.some((name) => isSame(name, model))) await ask('pull', model);
  await ask(
    'configure',
    ...(contextSize === undefined ? [] : ['--context-size', String(contextSize)]),
    model,
    ...(runtimeFlags.length > 0 ? ['--', ...runtimeFlags] : []),
  );
  const status = parse(await ask('status', '--json'));
  if (!isJsonMap(status) || typeof status.endpoint !== 'string')
    throw new UserError('model-failed', `model "${key}": docker model does not say where models answer`, {
      hint: 'docker model status',
    });
  return new Map([
    ['MODEL', model],
    ['URL', status.endpoint],
  ]);
}

async function run(
  plugin: string,
  words: readonly string[],
  { key, environment }: PrepareModel,
  { signal, onProgress }: Context,
): Promise<string> {
  const lines: string[] = [];
  const isPull = words[0] === 'pull';
  const failed = (why: string): UserError =>
    new UserError('model-failed', `model "${key}": docker model ${words[0]} failed: ${why}`, {
      about: { of: ['models', key], settings: ['model', ''] },
    });
  const keep = limitTold(failed);
  let last: string | undefined;
  const { exitCode, lastErrors } = await runProgram(plugin, words, {
    environment,
    signal,
    onLine: (line) => {
      last = line;
      if (isPull) return onProgress({ text: line });
      keep(line);
      lines.push(line);
    },
  });
  if (exitCode === 0) return lines.join('\n');
  throw failed(lastErrors || last || 'it says nothing');
}

/** Shape: a list of objects with `tags`. */
function namesIn(json: Json | undefined): readonly string[] {
  if (!Array.isArray(json)) return [];
  const items: readonly Json[] = json;
  return items.flatMap((item) => {
    if (!isJsonMap(item) || !Array.isArray(item.tags)) return [];
    const tags: readonly Json[] = item.tags;
    return tags.map(String);
  });
}

/** `ai/smollm2` is `ai/smollm2:latest`. */
const isSame = (a: string, b: string): boolean => whole(a) === whole(b);

const whole = (name: string): string =>
  name.lastIndexOf(':') > name.lastIndexOf('/') ? name : `${name}:latest`;

function parse(text: string): Json | undefined {
  try {
    const json: Json = JSON.parse(text);
    return json;
  } catch {
    return undefined;
  }
}
