import { homedir } from 'node:os';
import { connectEngine } from '../engine/connect.ts';
import type { Engine } from '../engine/port/engine.ts';
import { environmentFrom, type Variables } from './environment.ts';

export interface EngineOptions {
  /** `unix://PATH`, `tcp://HOST:PORT` or `ssh://USER@HOST`. Default: the engine that the docker command uses. */
  readonly host?: string;
  /** Where `DOCKER_HOST`, `DOCKER_CONTEXT`, `DOCKER_CONFIG` and the like are looked for. Default: `process.env`. */
  readonly environment?: Variables;
}

/** A connection to a Docker engine, made by `openEngine`. */
export class EngineConnection {
  readonly #engine: Engine;

  /** @internal */
  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** `unix:///var/run/docker.sock` */
  get endpoint(): string {
    return this.#engine.endpoint;
  }

  /** Ends the connections that are kept open for the next call. */
  close(): void {
    this.#engine.close();
  }

  /** @internal */
  get engine(): Engine {
    return this.#engine;
  }
}

/**
 * Nothing is sent before the first call.
 *
 * Error: UserError when the address cannot be told or is of a kind that cannot be used.
 */
export function openEngine({ host, environment }: EngineOptions = {}): EngineConnection {
  const variables = new Map(environmentFrom(environment));
  if (host !== undefined) {
    variables.set('DOCKER_HOST', host);
    variables.delete('DOCKER_CONTEXT');
  }
  return new EngineConnection(connectEngine(variables, homedir()));
}
