import picocolors from 'picocolors';

export interface ColourInputs {
  /** `--ansi`. */
  readonly ansi: 'auto' | 'always' | 'never';
  /** The output stream is a terminal. */
  readonly isTerminal: boolean;
  readonly environment: ReadonlyMap<string, string>;
}

/**
 * Whether to write colours and move the cursor.
 * `--ansi` is explicit, so it wins over `NO_COLOR` (any non-empty value, as on no-color.org).
 */
export function wantsColour({ ansi, isTerminal, environment }: ColourInputs): boolean {
  if (ansi !== 'auto') return ansi === 'always';
  if (environment.get('NO_COLOR')) return false;
  return isTerminal && environment.get('TERM') !== 'dumb';
}

export type Palette = ReturnType<typeof picocolors.createColors>;

export function palette(colour: boolean): Palette {
  return picocolors.createColors(colour);
}
