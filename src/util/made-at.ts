/** Docker is that old: what says it was made before has no date, as reproducible images (1970, 1980). */
const FIRST_MS = Date.UTC(2013, 2);

const DAY_MS = 86_400_000;

/** When something was made; undefined: it does not say, or says what cannot be. */
export function madeAtMs(time: string | number | undefined): number | undefined {
  const ms = typeof time === 'number' ? time : Date.parse(time ?? '');
  return ms >= FIRST_MS && ms <= Date.now() + DAY_MS ? ms : undefined;
}
