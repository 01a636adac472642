import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import type { ContainerId } from '../../model/ids.ts';
import type { IngressSettings } from '../../model/ingress.ts';
import { haproxyConfig } from '../../planner/ingress/haproxy-config.ts';
import { CONFIG_PATH, NEXT_CONFIG_PATH } from '../../planner/ingress/ingress-files.ts';
import { GO_BACK, RELOAD, RELOAD_EXIT } from './ingress-programs.ts';
import { putConfig } from './put-config.ts';
import { type Ingress, runInIngress } from './run-in-ingress.ts';
import { sendDatagrams } from './send-datagrams.ts';

/** Gives an ingress that does not run yet the configuration that it starts with. */
export const prepareRoutes = (
  engine: Pick<Engine, 'putArchive'>,
  { id }: Ingress,
  settings: IngressSettings,
  containers: readonly ContainerId[],
  spares: readonly ContainerId[] = [],
): Promise<void> => putConfig(engine, id, CONFIG_PATH, haproxyConfig(settings, containers, spares));

/**
 * Sends all new connections to these containers, and to no others. Connections that exist stay where they are.
 *
 * @param spares those that get what none of the others accepts
 *
 * Error: UserError `ingress-failed`; then nothing has changed.
 */
export async function routeTo(
  engine: Engine,
  ingress: Ingress,
  settings: IngressSettings,
  containers: readonly ContainerId[],
  spares: readonly ContainerId[] = [],
): Promise<void> {
  await putConfig(engine, ingress.id, NEXT_CONFIG_PATH, haproxyConfig(settings, containers, spares));
  const { exitCode, output } = await runInIngress(engine, ingress, RELOAD);
  if (exitCode !== 0) throw routeFailed(ingress, whatFailed(exitCode), output);
  if (settings.datagrams === undefined) return;
  const complaints = await sendDatagrams(engine, ingress, settings.datagrams);
  if (complaints === undefined) return;
  await runInIngress(engine, ingress, GO_BACK);
  throw routeFailed(
    ingress,
    'cannot send datagrams to others, and keeps the configuration it had',
    complaints,
  );
}

const routeFailed = ({ name }: Ingress, what: string, output: string): UserError =>
  new UserError('ingress-failed', `the ingress ${name} ${what}`, {
    output: output.split('\n').filter((line) => line.trim() !== ''),
  });

function whatFailed(exitCode: number): string {
  if (exitCode === RELOAD_EXIT.refused) return 'refuses its new configuration, and keeps the one it has';
  if (exitCode === RELOAD_EXIT.failed)
    return 'cannot start with its new configuration, and keeps the one it has';
  if (exitCode === RELOAD_EXIT.silent) return 'does not answer';
  return `cannot be reloaded: its shell ended with exit code ${exitCode}`;
}
