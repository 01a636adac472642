import type { Readable } from 'node:stream';
import { containerId } from '../../model/ids.ts';
import { EVENT } from '../answers/answer-shapes.ts';
import type { EventMessage } from '../answers/wire.ts';
import type { ContainerEvent } from '../port/engine-answers.ts';
import type { SwarmEvent } from '../port/swarm.ts';
import { readRecords } from './read-records.ts';

/** Every event of containers until the stream ends, unknown actions included. */
export async function* readHistory(stream: Readable): AsyncGenerator<ContainerEvent> {
  for await (const { message, line } of readRecords<EventMessage>(stream, 'GET /events', EVENT))
    yield {
      container: containerId(message.Actor.ID),
      action: message.Action,
      attributes: message.Actor.Attributes ?? {},
      time: timeOf(line, message.time),
    };
}

/** Every event of objects of a swarm until the stream ends. */
export async function* readSwarmHistory(stream: Readable): AsyncGenerator<SwarmEvent> {
  for await (const { message, line } of readRecords<EventMessage>(stream, 'GET /events', EVENT)) {
    const { ID: id, Attributes: attributes } = message.Actor;
    const { name = '', ...others } = attributes ?? {};
    const time = timeOf(line, message.time);
    yield { kind: message.Type ?? '', id, name, action: message.Action, attributes: others, time };
  }
}

/** With nanoseconds, which exceed a number of JavaScript, so they are parsed from the text. */
function timeOf(line: string, seconds: number): string {
  const digits = /"timeNano":(\d+)/.exec(line)?.[1];
  const whole = digits === undefined ? seconds : Number(digits.slice(0, -9));
  const fraction = digits === undefined ? '' : digits.slice(-9).replace(/(?<!0)0+$/, '');
  const date = new Date(whole * 1000).toISOString().slice(0, 19);
  return `${date}${fraction === '' ? '' : `.${fraction}`}Z`;
}
