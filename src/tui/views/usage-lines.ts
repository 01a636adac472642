import { type PageSample, SAMPLES_MS } from '../../model/page-container.ts';
import { levelsOf, ratesOf, SAMPLE, sizeText, type UsagePoint } from '../../model/page-usage.ts';
import { type Line, muted, plain, toned } from '../screen/span.ts';

/** Of the chart, at most. */
const WIDEST = 24;
/** Of the label and the newest figure. */
const FRONT = 26;
/** Of the highest figure, which only a wide screen has room for. */
const REST = 18;
const WITH_REST = 60;
/** From nothing to the most. */
const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
/** The first minute fills the chart, so that something can be seen in it. */
const LEAST_MS = 60_000;

/** What a container uses, and used in the last minutes. */
export function usageLines(samples: readonly PageSample[], columns: number): readonly Line[] {
  if (samples.length === 0) return [];
  const width = Math.min(WIDEST, Math.max(1, columns - FRONT - (columns < WITH_REST ? 0 : REST)));
  const rate = (amount: number): string => `${sizeText(amount)}/s`;
  const line = (name: string, points: readonly UsagePoint[], text: (amount: number) => string): Line => {
    const [, current] = points.at(-1) ?? [0, 0];
    const most = points.reduce((highest, [, amount]) => Math.max(highest, amount), 0);
    return [
      muted(`  ${name.padEnd(12)}`),
      plain(text(current).padEnd(12)),
      toned('accent', bars(points, most, width)),
      ...(columns < WITH_REST ? [] : [muted(`  at most ${text(most)}`)]),
    ];
  };
  return [
    line('CPU', levelsOf(samples, SAMPLE.cpu), (amount) => `${amount.toFixed(1)} %`),
    line('memory', levelsOf(samples, SAMPLE.memory), sizeText),
    line('network', ratesOf(samples, [SAMPLE.received, SAMPLE.sent]), rate),
    line('disk', ratesOf(samples, [SAMPLE.read, SAMPLE.written]), rate),
  ];
}

/** The newest at the right; of what falls into one column the highest is shown. */
function bars(points: readonly UsagePoint[], most: number, width: number): string {
  const now = points.at(-1)?.[0] ?? 0;
  const spanMs = Math.min(SAMPLES_MS, Math.max(LEAST_MS, now - (points[0]?.[0] ?? now)));
  const highest: (number | undefined)[] = Array.from({ length: width });
  for (const [time, amount] of points) {
    const column = width - 1 - Math.floor(((now - time) / spanMs) * width);
    if (column >= 0) highest[column] = Math.max(highest[column] ?? 0, amount);
  }
  return highest
    .map((amount) => (amount === undefined ? ' ' : (BARS[levelOf(amount, most)] ?? ' ')))
    .join('');
}

const levelOf = (amount: number, most: number): number =>
  most === 0 ? 0 : Math.round((amount / most) * (BARS.length - 1));
