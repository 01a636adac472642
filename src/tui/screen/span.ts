import type { AnsiSpan } from '../../model/page-ansi.ts';

/** What a text is about. The terminal's own sixteen colours show it, so that they fit its theme. */
export type Tone = 'ok' | 'warn' | 'bad' | 'accent' | 'change' | 'muted';

/** A piece of a line in one style. */
export interface Span extends AnsiSpan {
  readonly tone?: Tone;
  readonly inverse?: true;
}

export type Line = readonly Span[];

export const plain = (text: string): Span => ({ text });
export const bold = (text: string): Span => ({ text, bold: true });
export const toned = (tone: Tone, text: string): Span => ({ text, tone });
export const muted = (text: string): Span => toned('muted', text);

const TONES: { readonly [T in Tone]: string } = {
  ok: '32',
  warn: '33',
  bad: '31',
  accent: '36',
  change: '35',
  muted: '2',
};

/** The parameters of SGR that switch the style on, such as `1;32`; empty: none. @param colour false: weight and inversion only */
export function codesOf(span: Span, colour: boolean): string {
  const { tone, inverse } = span;
  const codes = [
    span.bold ? '1' : '',
    span.dim || tone === 'muted' ? '2' : '',
    inverse ? '7' : '',
    tone !== undefined && tone !== 'muted' && colour ? TONES[tone] : '',
    colour ? ownColour(span) : '',
  ];
  return codes.filter((code) => code !== '').join(';');
}

/** The one that a container asked for. */
function ownColour({ colour, rgb }: Span): string {
  if (rgb !== undefined) {
    const parts = [1, 3, 5].map((at) => Number.parseInt(rgb.slice(at, at + 2), 16));
    return `38;2;${parts.join(';')}`;
  }
  if (colour === undefined) return '';
  return String(colour < 8 ? 30 + colour : 82 + colour);
}
