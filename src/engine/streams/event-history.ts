import type { Readable } from 'node:stream';
import { containerId } from '../../model/ids.ts';
import type { EventMessage } from '../answers/wire.ts';
import type { ContainerEvent } from '../port/engine-answers.ts';
import { readLines } from './read-lines.ts';

/** Every event of containers until the stream ends, unknown actions included. */
export async function* readHistory(stream: Readable): AsyncGenerator<ContainerEvent> {
  for await (const line of readLines(stream)) {
    const message: EventMessage = JSON.parse(line);
    yield {
      container: containerId(message.Actor.ID),
      action: message.Action,
      attributes: message.Actor.Attributes ?? {},
      time: timeOf(line, message.time),
    };
  }
}

/** With nanoseconds, which exceed a number of JavaScript, so they are parsed from the text. */
function timeOf(line: string, seconds: number): string {
  const digits = /"timeNano":(\d+)/.exec(line)?.[1];
  const whole = digits === undefined ? seconds : Number(digits.slice(0, -9));
  const fraction = digits === undefined ? '' : digits.slice(-9).replace(/0+$/, '');
  const date = new Date(whole * 1000).toISOString().slice(0, 19);
  return `${date}${fraction === '' ? '' : `.${fraction}`}Z`;
}
