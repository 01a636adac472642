import type { ContainerRef } from '../../model/container-ref.ts';
import type { ConnectThrough, Instead, OperationOf } from '../../model/operation.ts';

interface Monitoring {
  /** Of `update_config`. */
  readonly monitorMs: number | undefined;
  /** How long a container without a healthcheck has to run, where `monitor` is not written. */
  readonly settleMs: number | undefined;
  readonly timeoutMs?: number | undefined;
  /** See `UpdateWait`. */
  readonly instead?: Instead | undefined;
  /** See `UpdateWait`. */
  readonly connect?: ConnectThrough | undefined;
}

/** Waits until a new container of a service is ready, and for `monitor` that it stays so. */
export function awaitUpdated(
  service: string,
  container: { readonly ref: ContainerRef; readonly name: string },
  { monitorMs, settleMs, timeoutMs, instead, connect }: Monitoring,
): OperationOf<'wait-for'> {
  const settles = monitorMs ?? settleMs;
  return {
    kind: 'wait-for',
    service,
    condition: 'running_or_healthy',
    containers: [container],
    update: { monitorMs: monitorMs ?? 0, ...(instead && { instead }), ...(connect && { connect }) },
    ...(settles === undefined ? {} : { settleMs: settles }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
}
