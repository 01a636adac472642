import type { JSX } from 'preact';
import { type AnsiSpan, ansiSpans } from '../../model/page-ansi.ts';
import type { PageLogLine } from '../../model/page-log.ts';

/** More is beyond every screen; the full line has all of it. */
const LONGEST_ROW = 2000;

/** A line as a row: its time, who wrote it, and what. */
export function LogLine({ line: [label, time, stream, text] }: { readonly line: PageLogLine }): JSX.Element {
  return (
    <>
      <span class="time">{time.slice(11, 23)}</span>
      <span class={`label label-${hueOf(label)}`}>{label}</span>
      <span class={`text stream-${stream}`}>
        {stream === 'fail' && '✕ '}
        <Coloured text={text.slice(0, LONGEST_ROW)} />
      </span>
    </>
  );
}

/** In the colours that its container gave it. */
export const Coloured = ({ text }: { readonly text: string }): JSX.Element => (
  <>{ansiSpans(text).map(spanOf)}</>
);

function spanOf({ text, colour, rgb, bold, dim }: AnsiSpan, index: number): JSX.Element | string {
  if (colour === undefined && rgb === undefined && !bold && !dim) return text;
  const classes = [colour === undefined ? '' : `a${colour}`, bold ? 'bold' : '', dim ? 'dim' : ''];
  return (
    <span
      key={index}
      class={classes.filter((name) => name !== '').join(' ')}
      style={rgb === undefined ? {} : { color: rgb }}
    >
      {text}
    </span>
  );
}

/** The same service has the same colour. */
function hueOf(label: string): number {
  const name = label.replace(/[-_]\d+$/, '');
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return sum % 6;
}
