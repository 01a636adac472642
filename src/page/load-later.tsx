import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { tell } from './store.ts';

type View<Props> = (props: Props) => JSX.Element;

/**
 * A view in a script of its own, which is loaded when it is shown: most who open the page never look at it.
 *
 * @param Waiting what is shown until then
 */
export function loadLater<Props extends object>(
  load: () => Promise<View<Props>>,
  Waiting: () => JSX.Element,
): View<Props> {
  const loaded = signal<View<Props> | undefined>(undefined);
  return (props) => {
    const Shown = loaded.value;
    if (Shown) return <Shown {...props} />;
    void load().then(
      (view) => {
        loaded.value = view;
      },
      () => tell('the server of this page does not answer'),
    );
    return <Waiting />;
  };
}
