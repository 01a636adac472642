import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { type PageSample, SAMPLES_MS } from '../../model/page-container.ts';
import { chartPoints, levelsOf, ratesOf, SAMPLE, sizeText, type UsagePoint } from '../../model/page-usage.ts';
import { openChannel } from '../connection.ts';

const [WIDTH, HEIGHT] = [120, 28];

/** What a container uses, over the last 15 minutes. The server follows it only while this is seen. */
export function Usage({ id }: { readonly id: string }): JSX.Element {
  const samples = useSamples(id);
  if (samples.length === 0) return <p class="muted">no figures yet</p>;
  const rate = (amount: number): string => `${sizeText(amount)}/s`;
  return (
    <dl class="usage">
      <Chart name="CPU" points={levelsOf(samples, SAMPLE.cpu)} text={(amount) => `${amount.toFixed(1)} %`} />
      <Chart name="memory" points={levelsOf(samples, SAMPLE.memory)} text={sizeText} />
      <Chart name="network" points={ratesOf(samples, [SAMPLE.received, SAMPLE.sent])} text={rate} />
      <Chart name="disk" points={ratesOf(samples, [SAMPLE.read, SAMPLE.written])} text={rate} />
    </dl>
  );
}

interface ChartProps {
  readonly name: string;
  readonly points: readonly UsagePoint[];
  readonly text: (amount: number) => string;
}

function Chart({ name, points, text }: ChartProps): JSX.Element {
  const [now, current] = points.at(-1) ?? [0, 0];
  const most = points.reduce((highest, [, amount]) => Math.max(highest, amount), 0);
  const first = points[0]?.[0] ?? now;
  // The first minutes fill the chart, so that something can be seen in them.
  const spanMs = Math.min(SAMPLES_MS, Math.max(60_000, now - first));
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <svg width={WIDTH} height={HEIGHT} aria-hidden="true">
          <polyline points={chartPoints(points, { width: WIDTH, height: HEIGHT, now, spanMs, most })} />
        </svg>
        <span>
          {text(current)} <span class="muted">at most {text(most)}</span>
        </span>
      </dd>
    </>
  );
}

function useSamples(id: string): readonly PageSample[] {
  const samples = useSignal<readonly PageSample[]>([]);
  useEffect(() => {
    let close: (() => void) | undefined;
    const open = (): void => {
      if (document.hidden) {
        close?.();
        close = undefined;
      } else close ??= follow(id, (next) => (samples.value = next));
    };
    open();
    document.addEventListener('visibilitychange', open);
    return () => {
      document.removeEventListener('visibilitychange', open);
      close?.();
    };
  }, [id]);
  return samples.value;
}

/** @returns ends that */
function follow(id: string, show: (samples: readonly PageSample[]) => void): () => void {
  let known: readonly PageSample[] = [];
  return openChannel({
    ask: (channel) => ({ type: 'open-stats', channel, container: id }),
    take(message) {
      if (message.type !== 'stats') return undefined;
      const all = [...known, ...message.samples];
      const newest = all.at(-1)?.[0] ?? 0;
      known = all.filter(([time]) => time >= newest - SAMPLES_MS);
      show(known);
      return undefined;
    },
    reset() {
      known = [];
      return true;
    },
  }).close;
}
