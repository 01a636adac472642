import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { PageState } from '../../model/page-state.ts';
import { tell } from '../store.ts';

interface WatchProps {
  readonly state: PageState;
}

type Draw = (props: WatchProps) => JSX.Element;

const draw = signal<Draw | undefined>(undefined);

/** Most who look at a project watch no files, and never load what shows it. */
export function Watch(props: WatchProps): JSX.Element {
  const View = draw.value;
  if (View) return <View {...props} />;
  void import('./watch-view.tsx').then(
    ({ WatchView }) => {
      draw.value = WatchView;
    },
    () => tell('the server of this page does not answer'),
  );
  return <section class="plan" aria-label="Watch" aria-busy="true" />;
}
