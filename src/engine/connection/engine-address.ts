import type { SshTarget } from './ssh-target.ts';

/** The address of an engine and the way to connect. */
export interface EngineAddress {
  /** As the user would write it: `unix:///var/run/docker.sock`, `tcp://host:2376`. */
  readonly endpoint: string;
  /** An addition to the message when no engine answers: the source of the address, or the source that it overrides. */
  readonly origin?: () => string | undefined;
  /** A unix socket, or a named pipe on Windows. */
  readonly socketPath?: string;
  readonly host?: string;
  readonly port?: number;
  /** A prefix of every path: the engine is behind a proxy. */
  readonly basePath?: string;
  /** The version of the API that the user requests, which is a prefix of every path too. */
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
