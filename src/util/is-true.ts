/** Whether a switch variable is on. Source: docker compose, which accepts more words than Go does. */
export const isTrue = (text: string | undefined): boolean => /^(?:1|t|true|y|yes|on)$/i.test(text ?? '');

export const isFalse = (text: string | undefined): boolean => /^(?:0|f|false|n|no|off)$/i.test(text ?? '');
