import type { EngineRequest } from './engine-request.ts';

/** `GET /containers/0123456789ab/json`: how a message names a call. Ids are as short as docker shows them. */
export function callName({ method, path }: Pick<EngineRequest, 'method' | 'path'>): string {
  return `${method} ${decoded(path).replaceAll(/[0-9a-f]{64}/g, (id) => id.slice(0, 12))}`;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
