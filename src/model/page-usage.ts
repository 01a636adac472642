import type { PageSample } from './page-container.ts';

/** The place of a figure in a sample. */
export const SAMPLE = { cpu: 1, memory: 2, received: 3, sent: 4, read: 5, written: 6 } as const;

type Figure = (typeof SAMPLE)[keyof typeof SAMPLE];

/** Milliseconds since 1970, and how much. */
export type UsagePoint = readonly [time: number, amount: number];

export const levelsOf = (samples: readonly PageSample[], figure: Figure): readonly UsagePoint[] =>
  samples.map((sample) => [sample[0], sample[figure]]);

/** How much the sum of these grew each second. A start counts from nothing, so what is less than before says nothing. */
export function ratesOf(samples: readonly PageSample[], figures: readonly Figure[]): readonly UsagePoint[] {
  const total = (sample: PageSample): number => figures.reduce((sum, figure) => sum + sample[figure], 0);
  return samples.flatMap((sample, index): readonly UsagePoint[] => {
    const before = samples[index - 1];
    if (before === undefined || sample[0] <= before[0]) return [];
    const grown = Math.max(0, total(sample) - total(before));
    return [[sample[0], (grown * 1000) / (sample[0] - before[0])]];
  });
}

interface ChartArea {
  readonly width: number;
  readonly height: number;
  /** The time at its right edge, and how much of it there is; milliseconds. */
  readonly now: number;
  readonly spanMs: number;
  /** What reaches its top. */
  readonly most: number;
}

/** The `points` of a polyline. */
export const chartPoints = (
  points: readonly UsagePoint[],
  { width, height, now, spanMs, most }: ChartArea,
): string =>
  points
    .filter(([time]) => time >= now - spanMs)
    .map(([time, amount]) => {
      const x = width - ((now - time) / spanMs) * width;
      const y = height - (most > 0 ? Math.min(1, amount / most) : 0) * height;
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    })
    .join(' ');

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** `1.5 MB`: units of 1000, as docker has them. */
export function sizeText(bytes: number): string {
  let amount = bytes;
  let unit = 0;
  while (amount >= 1000 && unit < UNITS.length - 1) {
    amount /= 1000;
    unit++;
  }
  return `${unit === 0 || amount >= 100 ? Math.round(amount) : amount.toFixed(1)} ${UNITS[unit]}`;
}
