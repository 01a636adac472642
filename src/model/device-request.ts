import type { StringMap } from './string-map.ts';

export interface DeviceRequest {
  readonly capabilities: readonly string[];
  readonly driver?: string;
  /** -1 means all. */
  readonly count?: number;
  readonly deviceIds: readonly string[];
  readonly options: StringMap;
}
