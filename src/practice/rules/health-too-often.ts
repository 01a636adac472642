import { atValue, type Rule } from '../subject/rule.ts';

/** Each look starts a process in the container: with an interval of a second that costs more than what many services do. */
export const healthTooOften: Rule = {
  levels: { dev: 'off', prod: 'info' },
  *look({ services }) {
    for (const { spec } of services) {
      const { intervalMs, disable, test } = spec.healthcheck ?? {};
      if (intervalMs === undefined || intervalMs === 0 || intervalMs > OFTEN_MS) continue;
      if (disable || test?.[0] === 'NONE') continue;
      yield {
        at: atValue('services', spec.name, 'healthcheck', 'interval'),
        service: spec.name,
        message: `the healthcheck of service "${spec.name}" starts a process every ${intervalMs / 1000} s, for ever`,
        hint: 'write "interval: 30s", and for a quick start "start_period: 30s" with "start_interval: 1s"',
      };
    }
  },
};

const OFTEN_MS = 2000;
