import type { RecordedModel, Release } from '../../model/release.ts';

/** One that made something of the project that can be made of it again. */
export type WholeRelease = Release & { readonly model: RecordedModel };

/** What went back made nothing of the project. */
export const isWhole = (release: Release): release is WholeRelease =>
  release.model !== undefined && release.outcome !== 'returned';
