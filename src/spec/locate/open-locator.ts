import type { Source, Span } from '../../diagnostics/source.ts';
import type { Place } from '../tree/finding.ts';
import type { YamlDocument } from './yaml-document.ts';

export type Locator = (place: Place) => Span | undefined;

/** Finds the characters of many places: each file is read once, by the reader that knows positions. */
export async function openLocator(): Promise<Locator> {
  const { parseDocuments, spanOfPath } = await import('./yaml-places.ts');
  const parsed = new Map<Source, readonly YamlDocument[]>();
  return (place) => {
    if (place.kind === 'yaml') return undefined;
    const { source } = place;
    if (place.kind === 'span') return { source, start: place.start, end: place.end };
    const documents = parsed.get(source) ?? parseDocuments(source);
    parsed.set(source, documents);
    return spanOfPath(place, documents);
  };
}
