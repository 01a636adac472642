import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { PageRelease, PageReleaseDifference } from '../model/page-history.ts';
import { post } from './page-key.ts';
import { tell } from './store.ts';

interface Compared {
  readonly from: number;
  readonly to: number;
  readonly differences: readonly PageReleaseDifference[];
}

/** What differs between what two releases made the project into. */
export function ReleaseDiff({ releases }: { readonly releases: readonly PageRelease[] }): JSX.Element {
  const [newest, before] = releases;
  const from = useSignal(before?.number ?? 0);
  const to = useSignal(newest?.number ?? 0);
  const compared = useSignal<Compared | undefined>(undefined);
  const compare = async (): Promise<void> => {
    const asked = { from: from.value, to: to.value };
    try {
      const { json } = await post('diff-releases', asked);
      if (json.differences) compared.value = { ...asked, differences: json.differences };
      else tell(json.reason ?? 'refused');
    } catch {
      tell('the server of this page does not answer');
    }
  };
  const choice = (label: string, chosen: typeof from): JSX.Element => (
    <label>
      {label}{' '}
      <select
        value={chosen.value}
        onChange={({ currentTarget }) => (chosen.value = Number(currentTarget.value))}
      >
        {releases.map(({ number }) => (
          <option key={number} value={number}>
            {number}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <div class="compare">
      <div class="heading">
        {choice('Compare', from)}
        {choice('with', to)}
        <button type="button" onClick={() => void compare()}>
          Show what differs
        </button>
      </div>
      {compared.value && <Differences compared={compared.value} />}
    </div>
  );
}

function Differences({ compared: { from, to, differences } }: { readonly compared: Compared }): JSX.Element {
  if (differences.length === 0)
    return (
      <p>
        Releases {from} and {to} made the project into the same.
      </p>
    );
  return (
    <table class="differences">
      <caption class="for-readers">
        What differs between releases {from} and {to}
      </caption>
      <thead>
        <tr>
          <th scope="col">value</th>
          <th scope="col">in {from}</th>
          <th scope="col">in {to}</th>
        </tr>
      </thead>
      <tbody>
        {differences.map((one) => (
          <tr key={one.path}>
            <th scope="row">{one.path}</th>
            <td class="from">{one.from ?? '–'}</td>
            <td class="to">{one.to ?? '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
