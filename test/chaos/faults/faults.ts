import type { Fault } from '../../support/memory-engine/faults.ts';

/** Everything that an engine, or who stands in between, is made to do instead of answering. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  'a short delay': { kind: 'delay', ms: 30 },
  'a delay beyond the limit': { kind: 'delay', ms: 4000 },
  'a reset before it is done': { kind: 'reset' },
  'a reset after it is done': { kind: 'reset', done: true },
  'an answer cut off at its start': { kind: 'truncate', bytes: 1 },
  'an answer cut off later': { kind: 'truncate', bytes: 40 },
  '500, not done': { kind: 'status', status: 500, message: 'something broke' },
  '500, done': { kind: 'status', status: 500, message: 'something broke', done: true },
  '503, not done': { kind: 'status', status: 503, message: 'the engine is busy' },
  '409, not done': { kind: 'status', status: 409, message: 'conflict: something is in the way' },
  'malformed JSON': { kind: 'text', text: '{"Id": tru' },
  null: { kind: 'text', text: 'null', done: true },
  '{}': { kind: 'text', text: '{}', done: true },
  'a page': { kind: 'text', text: '<html><title>Log in</title></html>' },
  'silence, not done': { kind: 'silence' },
  'silence after the head': { kind: 'silence', headers: true, done: true },
};
