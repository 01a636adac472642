import type { Globals } from '../context/globals.ts';

/** Who said which engine is meant, as find-address.ts looks for it. */
export function explainAddress(environment: ReadonlyMap<string, string>, { host, context }: Globals): string {
  if (host !== undefined) return 'as --host says';
  if (context !== undefined) return `the context that --context names, ${context}`;
  if (environment.get('DOCKER_HOST')) return 'as DOCKER_HOST says';
  const named = environment.get('DOCKER_CONTEXT');
  if (named) return `the context that DOCKER_CONTEXT names, ${named}`;
  return 'the current context of docker, or the socket of this machine';
}
