import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { PageCall, PageCalls } from '../../model/page-calls.ts';
import { post } from '../page-key.ts';

/** What there is of an answer, or why there is none. */
export interface Asked<Name extends PageCall> {
  readonly answer?: Partial<PageCalls[Name]['answer']>;
  readonly reason?: string;
}

/** Asks once. */
export const ask = <Name extends PageCall>(name: Name, body: PageCalls[Name]['body']): Promise<Asked<Name>> =>
  post(name, body).then(
    ({ status, json }) => (status === 200 ? { answer: json } : { reason: json.reason ?? 'refused' }),
    () => ({ reason: 'the server of the page does not answer' }),
  );

/**
 * What the server answers. It is asked again when `because` is something else, and after the time that the answer asks for while the page is
 * seen; what is shown stays until the new answer is there.
 *
 * @param againMs undefined: not before something else is
 * @returns undefined: there is no answer yet
 */
export function useAnswer<Name extends PageCall>(
  name: Name,
  body: PageCalls[Name]['body'],
  because: unknown,
  againMs: (answer: Asked<Name> | undefined) => number | undefined = () => undefined,
): Asked<Name> | undefined {
  const asked = useSignal<Asked<Name> | undefined>(undefined);
  const text = JSON.stringify(body);
  useEffect(() => {
    let isOver = false;
    let timer = 0;
    const look = async (): Promise<void> => {
      const answer = document.hidden ? asked.value : await ask(name, body);
      if (isOver) return;
      asked.value = answer;
      const ms = againMs(answer);
      if (ms !== undefined) timer = setTimeout(() => void look(), ms);
    };
    void look();
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [name, text, because]);
  return asked.value;
}
