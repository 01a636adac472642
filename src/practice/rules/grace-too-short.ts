import { atValue, type Rule } from '../subject/rule.ts';
import { storeOf } from '../subject/stores.ts';

/** A database that is killed has to repair its files when it starts again, and may have lost what it had not written. */
export const graceTooShort: Rule = {
  levels: { dev: 'off', prod: 'warning' },
  *look({ services }) {
    for (const { spec } of services) {
      const store = storeOf(spec.image);
      if (store === undefined || IN_MEMORY.has(store)) continue;
      const { stopGraceMs, stopSignal = '' } = spec;
      const at = (attribute: string) => atValue('services', spec.name, attribute);
      if (/^(?:SIG)?KILL$|^9$/i.test(stopSignal))
        yield {
          at: at('stop_signal'),
          service: spec.name,
          message: `service "${spec.name}" (${store}) is killed without being asked to stop`,
          hint: 'leave it out: the image says which signal it stops on',
        };
      else if (stopGraceMs !== undefined && stopGraceMs < DEFAULT_MS)
        yield {
          at: at('stop_grace_period'),
          service: spec.name,
          message: `service "${spec.name}" (${store}) is killed ${stopGraceMs / 1000} s after it was asked to stop`,
          hint: 'give it time to write: "stop_grace_period: 1m"; it is no longer than it needs to be',
        };
    }
  },
};

/** They have nothing to write. */
const IN_MEMORY = new Set(['memcached']);

/** What the engine waits if nobody says anything. */
const DEFAULT_MS = 10_000;
