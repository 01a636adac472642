import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { PageOverview } from '../../model/page-overview.ts';

interface OverviewProps {
  readonly overview: PageOverview;
}

type Draw = (props: OverviewProps) => JSX.Element;

const draw = signal<Draw | undefined>(undefined);

/** Whoever looks at one project alone never loads what draws all of them. */
export function Overview(props: OverviewProps): JSX.Element {
  const Page = draw.value;
  if (Page) return <Page {...props} />;
  void import('./overview-page.tsx').then(({ OverviewPage }) => {
    draw.value = OverviewPage;
  });
  return <main class="alone" aria-busy="true" />;
}
