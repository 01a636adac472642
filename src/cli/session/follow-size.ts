import type { TerminalSize } from '../../engine/port/engine-requests.ts';

/**
 * Tells sizes one at a time: two calls under way could reach the engine in any order, and the process would keep a size that the
 * terminal no longer has. Of those that come during a call only the last is told.
 *
 * @param tell must not reject
 */
export function followSize(
  tell: (size: TerminalSize) => Promise<void>,
): (size: TerminalSize) => Promise<void> {
  let next: TerminalSize | undefined;
  let telling: Promise<void> | undefined;
  const tellAll = async (): Promise<void> => {
    while (next !== undefined) {
      const size = next;
      next = undefined;
      await tell(size);
    }
    telling = undefined;
  };
  return (size) => {
    next = size;
    telling ??= tellAll();
    return telling;
  };
}
