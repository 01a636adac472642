import type { ServiceSpec } from '../../model/service-spec.ts';
import type { FailureAction } from '../../model/service-update.ts';
import type { UpdateConfig, UpdateOrder } from '../../model/update-config.ts';
import { isFailureAction, isShare } from '../../model/update-faults.ts';

/** `update_config` and `rollback_config` with the defaults of the specification. */
export interface UpdateRules {
  readonly order: UpdateOrder;
  /** Containers at a time; `Infinity`: all. */
  readonly parallelism: number;
  /** Between two batches. */
  readonly delayMs: number;
  /** How long a new container has to stay ready. Absent: as long as `--wait` takes a container for ready. */
  readonly monitorMs: number | undefined;
  readonly failureAction: FailureAction;
  /** From 0 to 1. */
  readonly maxFailureRatio: number;
  readonly rollback: RollbackRules;
}

/** The way back is short unless `rollback_config` says otherwise: all containers at the same time. */
interface RollbackRules {
  readonly order: UpdateOrder;
  readonly parallelism: number;
  readonly delayMs: number;
}

/**
 * Source: Compose Deploy Specification, `update_config`:
 * https://github.com/compose-spec/compose-spec/blob/main/deploy.md#update_config
 *
 * @returns undefined when the service has no `update_config`.
 */
export function updateRulesOf({ deploy }: ServiceSpec): UpdateRules | undefined {
  const written = deploy?.updateConfig;
  return written && rulesFrom(written, deploy?.rollbackConfig);
}

function rulesFrom(written: UpdateConfig, back: UpdateConfig = {}): UpdateRules {
  const { parallelism, delayMs = 0, monitorMs, failureAction, maxFailureRatio = 0 } = written;
  const order = orderOf(written) ?? 'stop-first';
  return {
    order,
    parallelism: atATime(parallelism ?? 1),
    delayMs,
    monitorMs,
    failureAction: failureAction !== undefined && isFailureAction(failureAction) ? failureAction : 'pause',
    maxFailureRatio: isShare(maxFailureRatio) ? maxFailureRatio : 0,
    rollback: {
      order: orderOf(back) ?? order,
      parallelism: atATime(back.parallelism ?? 0),
      delayMs: back.delayMs ?? 0,
    },
  };
}

const atATime = (parallelism: number): number => (parallelism === 0 ? Number.POSITIVE_INFINITY : parallelism);

function orderOf({ order }: UpdateConfig): UpdateOrder | undefined {
  return order === 'start-first' || order === 'stop-first' ? order : undefined;
}

/** Of a service that says nothing, and whose new container is waited for all the same. */
export const DEFAULT_RULES: UpdateRules = rulesFrom({});
