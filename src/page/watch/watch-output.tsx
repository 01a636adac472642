import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { PageWatchEntry } from '../../model/page-watch.ts';
import { count } from '../../model/page-words.ts';

/** So near to its end somebody reads along. */
const NEAR_PX = 40;

interface OutputProps {
  readonly lines: readonly string[];
  readonly status: PageWatchEntry['status'];
}

/** What a builder or a command wrote; open while it writes and where it failed, which the last lines tell. */
export function WatchOutput({ lines, status }: OutputProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const label = `output, ${count(lines.length, 'line')}`;
  const showEnd = (): void => {
    if (box.current && isAtEnd.current) box.current.scrollTop = box.current.scrollHeight;
  };
  useLayoutEffect(showEnd, [lines]);
  return (
    <details open={status === 'running' || status === 'failed'} onToggle={showEnd}>
      <summary>{label}</summary>
      <div
        ref={box}
        class="output"
        tabIndex={0}
        role="group"
        aria-label={label}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          isAtEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_PX;
        }}
      >
        <pre>{lines.join('\n')}</pre>
      </div>
    </details>
  );
}
