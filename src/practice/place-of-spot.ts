import type { LoadDetails } from '../spec/load/load-project.ts';
import type { Place } from '../spec/tree/finding.ts';
import type { Spot } from './subject/rule.ts';

/** The place of a finding; of a Dockerfile in a Compose file: in there. */
export function placeOfSpot(spot: Spot, { placeOf }: Pick<LoadDetails, 'placeOf'>): Place | undefined {
  if (spot.kind === 'compose') return placeOf(spot.path, spot.part);
  const { image, range } = spot;
  const { source, inline } = image.file;
  if (!inline) return { kind: 'span', source, ...range };
  const place = placeOf(inline);
  if (place?.kind !== 'path') return place;
  return { ...place, within: [range.start, range.end], of: source.text };
}
