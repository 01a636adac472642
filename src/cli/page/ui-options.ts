import { UserError } from '../../diagnostics/user-error.ts';
import type { PageSharing } from '../../serve/page-server.ts';
import type { Cli } from '../context/cli.ts';
import { PASSWORD_VARIABLE, readSharing, type SharingFlags } from './read-sharing.ts';

export interface UiOptions {
  /** 0: any that is free. */
  readonly port: number;
  readonly open?: boolean;
  readonly readOnly?: boolean;
  /** Absent: this machine alone, by a link. */
  readonly sharing?: PageSharing | undefined;
}

/** As the command line has them. */
export interface UiFlags extends Omit<UiOptions, 'sharing'>, SharingFlags {}

/** Error: UserError `bad-usage`, and those of `readSharing`. */
export function readUiOptions(flags: UiFlags, environment: ReadonlyMap<string, string>): UiOptions {
  const { open, readOnly } = flags;
  return {
    port: portFrom(flags),
    sharing: readSharing(flags, environment),
    ...(open !== undefined && { open }),
    ...(readOnly !== undefined && { readOnly }),
  };
}

/** No program that gantry starts gets the password of the page, and no file can have it as a variable. */
export function withoutPassword(cli: Cli): Cli {
  delete process.env[PASSWORD_VARIABLE];
  const environment = new Map(cli.environment);
  environment.delete(PASSWORD_VARIABLE);
  return { ...cli, environment };
}

function portFrom({ port, listen }: UiFlags): number {
  if (listen?.port === undefined) return port;
  if (port === 0 || port === listen.port) return listen.port;
  throw new UserError('bad-usage', `--listen says port ${listen.port}, and --port says ${port}`, {
    hint: 'leave out --port',
  });
}
