/**
 * One spelling for every image: `busybox`, `docker.io/library/busybox:latest` and `index.docker.io/busybox` are one.
 * A digest makes the tag meaningless, and the engine lists the reference without it.
 */
export function fullName(reference: string): string {
  const [name = '', digest] = reference.split('@');
  const slash = name.indexOf('/');
  const first = name.slice(0, Math.max(slash, 0));
  const hasRegistry = first === 'localhost' || /[.:]/.test(first);
  const registry = hasRegistry ? first.replace(/^index\.docker\.io$/, 'docker.io') : 'docker.io';
  const rest = hasRegistry ? name.slice(slash + 1) : name;
  const colon = rest.indexOf(':', rest.lastIndexOf('/'));
  const path = colon < 0 ? rest : rest.slice(0, colon);
  const inLibrary = registry === 'docker.io' && !path.includes('/') ? `library/${path}` : path;
  if (digest !== undefined) return `${registry}/${inLibrary}@${digest}`;
  return `${registry}/${inLibrary}${colon < 0 ? ':latest' : rest.slice(colon)}`;
}
