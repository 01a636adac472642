import type { SshTarget } from './ssh-target.ts';

/** Where an engine listens, and how to speak to it. */
export interface EngineAddress {
  /** As the user would write it: `unix:///var/run/docker.sock`, `tcp://host:2376`. */
  readonly endpoint: string;
  /** What else has to be known where nobody answers: who named it, or who is overruled. */
  readonly origin?: () => string | undefined;
  /** A unix socket, or a named pipe on Windows. */
  readonly socketPath?: string;
  readonly host?: string;
  readonly port?: number;
  /** In front of every path: the engine is behind a proxy. */
  readonly basePath?: string;
  /** The version of the API that the user asks for, which is in front of every path too. */
  readonly apiVersion?: string;
  readonly tls?: EngineTls;
  /** The socket is on another machine; a tunnel leads to it (ssh-tunnel.ts). */
  readonly ssh?: SshTarget;
}

/** PEM texts. */
export interface EngineTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly verify: boolean;
}
