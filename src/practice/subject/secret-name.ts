/**
 * Whether the value of a variable with this name is a secret, as far as a name tells: `DB_PASSWORD`, `apiKey`, not `TOKEN_URL`.
 *
 * It is narrower than `looksSecret`: that hides what may be a secret, and this accuses.
 */
export function isSecretName(name: string): boolean {
  const words = name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
  if (words.includes('public')) return false;
  const last = words.at(-1) ?? '';
  return ALONE.test(last) || /^(?:api|access|private|secret)_key$/.test(words.slice(-2).join('_'));
}

const ALONE = /(?:password|passwd|passphrase|secret|token|apikey)$|^pass$/;

/** Whether a text is a value, rather than nothing, a variable, the path of a file, or a switch (`ALLOW_EMPTY_PASSWORD=yes`). */
export function isLiteralSecret(value: string): boolean {
  const bare = value.trim().replace(/^(["'])(.*)\1$/s, '$2');
  return (
    bare !== '' &&
    !bare.includes('$') &&
    !bare.startsWith('/') &&
    !/^(?:yes|no|true|false|on|off|\d)$/i.test(bare)
  );
}
