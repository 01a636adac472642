import { gantry, type Hint, hintText } from '../../diagnostics/hint.ts';
import type { Release } from '../../model/release.ts';
import type { Cli } from '../context/cli.ts';
import { completeHint } from '../context/complete-hint.ts';

/** A change that ended early leaves a project between two states: which containers that ran do not, and where one can go from there. */
export function tellWaysOn({ stderr, globals }: Pick<Cli, 'stderr' | 'globals'>, release: Release): void {
  const hint = globals.logLevel === 'error' ? undefined : waysOn(release);
  if (hint) stderr.write(`${hintText(completeHint(hint, globals))}\n`);
}

/** @returns undefined: there was nothing before it, or it tells its ways on itself */
export function waysOn({ verb, typed, outcome, model, before, after }: Release): Hint | undefined {
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
    ...(outcome === 'interrupted'
      ? ['go on with it: ', gantry(...typed), '; or take it back: ']
      : ['take it back: ']),
    gantry('undo'),
  ];
}
