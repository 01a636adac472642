import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { answers, type Host } from './engine-api.ts';
import { textAt } from './json.ts';

/** The first engine that answers, looked for where the docker command looks; undefined when there is none. */
export async function findEngine(env: NodeJS.ProcessEnv): Promise<Host | undefined> {
  for (const { host, from } of candidates(env)) {
    if (await answers(host)) return host;
    if (from !== 'default') console.error(`note: ${from} names ${host}, which does not answer`);
  }
  return undefined;
}

type Candidate = { readonly host: Host; readonly from: string };

function* candidates(env: NodeJS.ProcessEnv): Generator<Candidate> {
  if (env.DOCKER_HOST) yield { host: env.DOCKER_HOST, from: 'DOCKER_HOST' };
  const context = contextEndpoint(env);
  if (context) yield context;
  const socket = '/var/run/docker.sock';
  if (existsSync(socket)) yield { host: `unix://${socket}`, from: 'default' };
}

/**
 * The endpoint of the current docker context.
 *
 * Source: the docker command's own store, `contexts/meta/<sha256 of the name>/meta.json`. Certificates of a
 * context are not read: an engine that asks for them does not answer and is passed over.
 */
function contextEndpoint(env: NodeJS.ProcessEnv): Candidate | undefined {
  const folder = env.DOCKER_CONFIG ?? join(homedir(), '.docker');
  const name = env.DOCKER_CONTEXT || textAt(readJson(join(folder, 'config.json')), 'currentContext');
  if (!name || name === 'default') return undefined;
  const hash = createHash('sha256').update(name).digest('hex');
  const meta = readJson(join(folder, 'contexts', 'meta', hash, 'meta.json'));
  const host = textAt(meta, 'Endpoints', 'docker', 'Host');
  return host ? { host, from: `the docker context "${name}"` } : undefined;
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined; // absent or not ours to mend: then there is no such context
  }
}
