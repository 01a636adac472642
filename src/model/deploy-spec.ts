import type { DeviceRequest } from './device-request.ts';
import type { Json } from './json.ts';
import type { StringMap } from './string-map.ts';
import type { UpdateConfig } from './update-config.ts';

/** No engine has room for more containers of one service. */
export const MOST_REPLICAS = 10_000;

export interface DeploySpec {
  readonly mode?: string;
  readonly replicas?: number;
  readonly labels: StringMap;
  readonly updateConfig?: UpdateConfig;
  readonly rollbackConfig?: UpdateConfig;
  readonly limits?: ResourceAmounts;
  readonly reservations?: ResourceAmounts;
  readonly restartPolicy?: RestartPolicySpec;
  readonly placement?: Json;
  readonly endpointMode?: string;
}

export interface ResourceAmounts {
  readonly cpus?: number;
  readonly memoryBytes?: number;
  readonly pids?: number;
  readonly devices: readonly DeviceRequest[];
  readonly genericResources?: Json;
}

export interface RestartPolicySpec {
  readonly condition?: string;
  readonly delayMs?: number;
  readonly maxAttempts?: number;
  readonly windowMs?: number;
}
