import type { PageKeys } from './guard/page-keys.ts';
import type { PageApplication } from './page-application.ts';
import { isRecord, parse } from './socket/read-request.ts';

interface CallContext {
  readonly application: PageApplication;
  readonly keys: PageKeys;
  readonly newLink: () => { readonly url: string };
  /** The request has a key of this server. */
  readonly isKnown: boolean;
}

interface CallAnswer {
  readonly status: number;
  readonly json: Readonly<Record<string, string>>;
}

type Call = (body: Readonly<Record<string, unknown>>, context: CallContext) => CallAnswer;

/** All operations that there are. `session` is what a page without a key may ask for; all others need one. */
const CALLS: ReadonlyMap<string, Call> = new Map<string, Call>([
  [
    'session',
    ({ secret }, { keys }) => {
      const key = typeof secret === 'string' ? keys.trade(secret) : undefined;
      return key === undefined
        ? refused(403, 'this link was used, or is too old')
        : { status: 200, json: { key } };
    },
  ],
  ['link', (_, { newLink }) => ({ status: 200, json: { url: newLink().url } })],
  [
    'apply',
    ({ plan, typed }, { application }) => {
      if (typeof plan !== 'string') return refused(400, 'which plan?');
      if (application.feed.state.readOnly) return refused(403, READ_ONLY);
      const reason = application.apply({ plan, ...(typeof typed === 'string' && { typed }) });
      return reason === undefined ? { status: 202, json: {} } : refused(409, reason);
    },
  ],
  [
    'cancel',
    (_, { application }) => {
      if (application.feed.state.readOnly) return refused(403, READ_ONLY);
      application.cancel();
      return { status: 202, json: {} };
    },
  ],
]);

const READ_ONLY = 'this page can only look';

const refused = (status: number, reason: string): CallAnswer => ({ status, json: { reason } });

export function callPage(name: string, body: string, context: CallContext): CallAnswer {
  // Who has no key learns nothing of what there is.
  if (name !== 'session' && !context.isKnown) return refused(401, 'no key');
  const call = CALLS.get(name);
  if (!call) return refused(404, 'no such operation');
  const value = parse(body);
  return isRecord(value) ? call(value, context) : refused(400, 'the body has to be a JSON object');
}
