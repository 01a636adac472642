import { humanSize } from '../../util/human-size.ts';
import type { Cli } from '../context/cli.ts';
import type { Planned } from '../context/planned.ts';
import { sizesOf } from '../find/find-copies.ts';

/**
 * Asks where a plan removes volumes whose content nobody has afterwards.
 *
 * @param isAgreed it has been answered already
 * Error: UserError `bad-usage` where nobody can answer.
 */
export async function agreesToRemoval(
  cli: Cli,
  { engine, plan, observed }: Planned,
  isAgreed = false,
): Promise<boolean> {
  if (isAgreed) return true;
  const there = new Set(observed.volumes.map(({ name }) => name));
  const names = plan.steps.flatMap(({ operation, cause }) =>
    operation.kind === 'remove-volume' &&
    !operation.hasNoData &&
    // Its time in the trash is over.
    cause.kind !== 'trashed' &&
    operation.keptIn === undefined &&
    there.has(operation.name)
      ? [operation.name]
      : [],
  );
  if (names.length === 0) return true;
  const { askYesNo } = await import('../terminal/ask.ts');
  const sizes = await sizesOf(engine);
  const texts = names.map((name) => {
    const size = sizes?.get(name);
    return size === undefined ? name : `${name} (${humanSize(size)})`;
  });
  return askYesNo(cli, `Remove ${texts.join(', ')} for good?`);
}
