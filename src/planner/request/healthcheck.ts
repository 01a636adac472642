import type { HealthcheckRequest } from '../../model/container-request.ts';
import type { ServiceSpec } from '../../model/service-spec.ts';
import { defined } from '../../util/defined.ts';
import { nanoseconds } from './nanoseconds.ts';

/** What is not written comes from the image. */
export function healthcheck({ healthcheck }: ServiceSpec): HealthcheckRequest | undefined {
  if (!healthcheck) return undefined;
  return defined<HealthcheckRequest>({
    Test: healthcheck.disable ? ['NONE'] : healthcheck.test,
    Interval: nanoseconds(healthcheck.intervalMs),
    Timeout: nanoseconds(healthcheck.timeoutMs),
    Retries: healthcheck.retries,
    StartPeriod: nanoseconds(healthcheck.startPeriodMs),
    StartInterval: nanoseconds(healthcheck.startIntervalMs),
  });
}
