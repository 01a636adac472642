/** Rejects when the browser does not allow it. */
export async function copyText(text: string): Promise<void> {
  // A page that came from another machine without encryption has no such clipboard.
  if (isSecureContext) return navigator.clipboard.writeText(text);
  const focused = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  field.readOnly = true;
  field.className = 'for-readers';
  // Nothing outside of an open dialog can have the focus.
  (focused?.closest('dialog') ?? document.body).append(field);
  field.select();
  const isCopied = document.execCommand('copy');
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  if (!isCopied) throw new Error('the browser does not allow copying');
}
