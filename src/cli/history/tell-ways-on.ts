import { gantry, type Hint, type HintPart, hintText } from '../../diagnostics/hint.ts';
import type { Release } from '../../model/release.ts';
import type { Cli } from '../context/cli.ts';
import { completeHint } from '../context/complete-hint.ts';

/** A change that ended early leaves a project between two states: which containers that ran do not, and where one can go from there. */
export async function tellWaysOn(cli: Cli, release: Release): Promise<void> {
  const { stderr, globals } = cli;
  const hint = globals.logLevel === 'error' ? undefined : waysOn(release);
  if (!hint) return;
  stderr.write(`${hintText(completeHint(hint, globals))}\n`);
  if (release.outcome !== 'interrupted' || release.verb !== 'up') return;
  const { shellVariables } = await import('./shell-variables.ts');
  const names = await shellVariables(cli);
  if (names.length > 0)
    stderr.write(`it had ${names.join(', ')} of its environment: set the same to go on\n`);
}

/** @returns undefined: there was nothing before it, or it tells its ways on itself */
export function waysOn(release: Release): Hint | undefined {
  const { verb, outcome, model, before, after } = release;
  const isWayBack = verb === 'rollback' || verb === 'undo';
  if (before.length === 0 || outcome === 'done' || outcome === 'returned') return undefined;
  if (outcome === 'failed' && isWayBack) return undefined;
  const running = new Set(after.filter(({ isRunning }) => isRunning).map(({ name }) => name));
  const stopped = before.filter(({ name, isRunning }) => isRunning && !running.has(name));
  const names = model ? stopped.map(({ name }) => name) : [];
  return [
    ...(names.length > 0
      ? [`${names.join(', ')} ran before and ${names.length === 1 ? 'does' : 'do'} not run now\n`]
      : []),
    ...waysFrom(release),
  ];
}

/** Of a change that ended early. What failed once fails again, until somebody has mended it. */
export function waysFrom({ typed, outcome, before }: Release): readonly HintPart[] {
  const isFirst = before.length === 0;
  const again = outcome === 'interrupted' || isFirst;
  return [
    ...(again ? ['go on with it: ', gantry(...typed)] : []),
    ...(again && !isFirst ? ['; or '] : []),
    ...(isFirst ? [] : ['take it back: ', gantry('undo')]),
  ];
}

/** These mean the same whatever was typed behind them. */
const WHOLE: ReadonlySet<string> = new Set(['up', 'down', 'undo', 'rollback']);

/**
 * Of a command that was killed, and has left no more than its name.
 *
 * @param isKept there is a release to go back to
 */
export function waysAfterKill(command: string, isKept: boolean): readonly HintPart[] {
  // Where it was to go is not known, and half of the project may be in each place.
  if (command === 'move')
    return [
      'finish it, in the one direction or the other: ',
      gantry('move', '--to', 'swarm'),
      ' or ',
      gantry('move', '--to', 'engine'),
    ];
  const goOn = ['go on with it: ', gantry(WHOLE.has(command) ? command : 'up')];
  if (!isKept) return [...goOn, '; or remove what there is: ', gantry('down')];
  return command === 'undo' ? goOn : [...goOn, '; or take it back: ', gantry('undo')];
}
