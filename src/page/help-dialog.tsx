import type { JSX } from 'preact';
import { areLettersOn, KEYS, switchLetters } from './keys.ts';
import { Modal } from './modal.tsx';

export function HelpDialog(): JSX.Element {
  return (
    <Modal label="Keys">
      <h2>Keys</h2>
      <dl class="keys">
        {KEYS.map(({ keys, what }) => (
          <>
            <dt key={what}>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </>
        ))}
      </dl>
      <label class="check">
        <input
          type="checkbox"
          checked={areLettersOn.value}
          onChange={({ currentTarget }) => switchLetters(currentTarget.checked)}
        />
        Single letters are keys
      </label>
    </Modal>
  );
}
