import { disarmColoured } from '../../util/disarm.ts';

/**
 * The text of a line as it is written. A terminal obeys the colours in it and nothing else, unless `raw`: no container moves the
 * cursor, sets the title or fills the clipboard. A pipe or a file gets what the container wrote.
 */
export const lineShown = (
  text: string,
  { isTty }: { readonly isTty: boolean },
  { raw = false }: { readonly raw?: boolean },
): string => (isTty && !raw ? disarmColoured(text) : text);
