const STEPS: readonly (readonly [below: number, divisor: number, unit: string])[] = [
  [60, 1, 'seconds'],
  [3600, 60, 'minutes'],
  [48 * 3600, 3600, 'hours'],
  [14 * 86_400, 86_400, 'days'],
  [60 * 86_400, 7 * 86_400, 'weeks'],
  [730 * 86_400, 30 * 86_400, 'months'],
];

/**
 * An age in the words that container tools use: `Less than a second`, `About a minute`, `3 weeks`.
 * @param toWhole units: an age counts those that are over, a time to come is nearest told by rounding
 */
export function humanDuration(seconds: number, toWhole: (units: number) => number = Math.floor): string {
  const whole = Math.max(0, toWhole(seconds));
  if (whole < 1) return 'Less than a second';
  if (whole === 1) return '1 second';
  for (const [below, divisor, unit] of STEPS) {
    if (whole >= below) continue;
    const count = toWhole(whole / divisor);
    if (count * divisor >= below) continue;
    if (count === 1) return unit === 'hours' ? 'About an hour' : `About a ${unit.slice(0, -1)}`;
    return `${count} ${unit}`;
  }
  return `${toWhole(whole / (365 * 86_400))} years`;
}
