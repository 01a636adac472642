import type { ComponentChildren, JSX } from 'preact';
import { dialog } from './store.ts';

interface ModalProps {
  readonly label: string;
  readonly children: ComponentChildren;
}

/** Keeps the focus, and gives it back; Esc closes it. */
export function Modal({ label, children }: ModalProps): JSX.Element {
  return (
    <dialog
      aria-label={label}
      ref={(element) => {
        if (element && !element.open) element.showModal();
      }}
      onClose={() => (dialog.value = undefined)}
    >
      <div class="inside">{children}</div>
    </dialog>
  );
}
