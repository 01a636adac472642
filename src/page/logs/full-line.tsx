import type { JSX } from 'preact';
import { plainText } from '../../model/page-ansi.ts';
import type { PageLogLine } from '../../model/page-log.ts';
import { copy } from '../store.ts';
import { Coloured } from './log-line.tsx';
import { copyLineLink } from './log-link.ts';

interface FullLineProps {
  readonly line: PageLogLine;
  /** Shows it among the lines around it. Absent: it is among them. */
  readonly inContext: (() => void) | undefined;
  readonly close: () => void;
}

/** A line that was opened: all of it, and what can be done with it. */
export function FullLine({ line, inContext, close }: FullLineProps): JSX.Element {
  const [label, time, , text] = line;
  return (
    <section class="full-line" aria-label="The line">
      <div class="heading">
        <strong>{label}</strong> <span class="muted">{time}</span>
        {inContext && (
          <button type="button" onClick={inContext}>
            In context
          </button>
        )}
        <button type="button" onClick={() => void copy(plainText(text))}>
          Copy
        </button>
        <button type="button" onClick={() => void copyLineLink()}>
          Copy link
        </button>
        <button type="button" onClick={close}>
          ✕<span class="for-readers">Close</span>
        </button>
      </div>
      <pre>
        <Coloured text={asJson(text) ?? text} />
      </pre>
    </section>
  );
}

/** A line of JSON is easier to read with a member a line. */
function asJson(text: string): string | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return undefined;
  }
}
