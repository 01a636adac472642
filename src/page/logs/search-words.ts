interface Found {
  readonly count: number;
  readonly looked: number;
  readonly isDone: boolean;
  readonly listed: number;
  readonly problem?: string;
}

/** How far a search is: `3 of 1,204 hits`. */
export function searchWords(found: Found | undefined, hit: number): string {
  if (!found) return '';
  const { count, looked, isDone, listed, problem } = found;
  if (problem !== undefined) return problem;
  const position = hit < 0 ? '' : `${inWords(hit + 1)} of `;
  const hits = `${position}${inWords(count)} ${count === 1 ? 'hit' : 'hits'}`;
  const more = listed < count ? `, the first ${inWords(listed)} of them listed` : '';
  return isDone ? `${hits}${more}` : `${hits}${more} in ${inWords(looked)} lines so far`;
}

const inWords = (amount: number): string => amount.toLocaleString('en');
