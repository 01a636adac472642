import type { Readable } from 'node:stream';
import { containerId } from '../../model/ids.ts';
import { EVENT } from '../answers/answer-shapes.ts';
import type { EventMessage } from '../answers/wire.ts';
import type { EngineAction, EngineEvent, Subscription } from '../port/engine-answers.ts';
import { EngineError } from '../refusals/engine-error.ts';
import { readRecords } from './read-records.ts';

/** The actions of the engine that gantry uses. Healthchecks are execs: without a filter they would be most of the stream. */
export const EVENT_NAMES = [
  'create',
  'start',
  'die',
  'stop',
  'kill',
  'oom',
  'pause',
  'unpause',
  'restart',
  'rename',
  'destroy',
  'health_status',
  'remove', // Podman's destroy
] as const;

/** Reads `GET /events` until it ends or is closed. */
export function followEvents(stream: Readable, onEvent: (event: EngineEvent) => void): Subscription {
  let closed = false;
  const read = async () => {
    let cause: unknown;
    try {
      for await (const { message } of readRecords<EventMessage>(stream, 'GET /events', EVENT))
        onEvent(readEvent(message));
    } catch (error) {
      cause = error;
    }
    if (!closed) throw eventsBroken(cause);
  };
  const ended = read();
  // A caller may await it only after it broke; until then the rejection must not end the process.
  ended.catch(() => {});
  return {
    ended,
    close() {
      closed = true;
      stream.destroy();
    },
  };
}

/** An EngineError that ended the stream says more, and stays. */
export const eventsBroken = (cause: unknown): EngineError =>
  cause instanceof EngineError
    ? cause
    : new EngineError('engine-unreachable', 'the engine ended its stream of events', {
        hint: 'it was probably stopped or restarted: run the same command again',
        cause,
      });

function readEvent({ Action, Actor, time, timeNano }: EventMessage): EngineEvent {
  const attributes = Actor.Attributes ?? {};
  const exitCode = attributes.exitCode;
  return {
    container: containerId(Actor.ID),
    labels: attributes,
    name: attributes.name ?? '',
    action: readAction(Action),
    ...(exitCode === undefined || Action !== 'die' ? {} : { exitCode: Number(exitCode) }),
    timeMs: timeNano === undefined ? time * 1000 : timeNano / 1e6,
  };
}

const ACTIONS: ReadonlyMap<string, EngineAction> = new Map([
  ['create', 'create'],
  ['start', 'start'],
  ['die', 'die'],
  ['stop', 'stop'],
  ['kill', 'kill'],
  ['oom', 'oom'],
  ['pause', 'pause'],
  ['unpause', 'unpause'],
  ['restart', 'restart'],
  ['rename', 'rename'],
  ['destroy', 'destroy'],
  ['remove', 'destroy'],
  ['health_status: healthy', 'healthy'],
  ['health_status: unhealthy', 'unhealthy'],
]);

const readAction = (action: string): EngineAction => ACTIONS.get(action) ?? 'other';
