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
      ref={show}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        // The browser tells that it has closed a dialog with the next frame: keys that come before would find it open.
        event.preventDefault();
        event.stopPropagation();
        dialog.value = undefined;
      }}
      onClose={({ currentTarget }) => {
        // One that is gone says nothing about the dialog that has opened since.
        if (currentTarget.isConnected) dialog.value = undefined;
      }}
    >
      <div class="inside">{children}</div>
    </dialog>
  );
}

/** @returns what gives the focus back, which removing an open dialog would not */
function show(element: HTMLDialogElement | null): (() => void) | undefined {
  element?.showModal();
  return () => element?.close();
}
