import type { Span } from '../../diagnostics/source.ts';
import type { Place } from '../tree/finding.ts';

export type Locator = (place: Place) => Span | undefined;

/** Finds the characters of many places: each file is read once, by the reader that knows positions. */
export async function openLocator(): Promise<Locator> {
  const { spanOfPath } = await import('./yaml-places.ts');
  return (place) => {
    if (place.kind === 'yaml') return undefined;
    const { source } = place;
    if (place.kind === 'span') return { source, start: place.start, end: place.end };
    return spanOfPath(place);
  };
}
