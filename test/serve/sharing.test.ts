import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import type { DoorEvent } from '../../src/serve/guard/admission.ts';
import { aPageApplication } from '../support/a-page-application.ts';
import { aServer, ask, closing, own, refusal } from './a-page-server.ts';

const PASSWORD = 'correct horse battery';

/** A page that others open by its name. */
async function aSharedServer(sharing: Partial<Parameters<typeof sharingOf>[0]> = {}) {
  let now = 0;
  const events: DoorEvent[] = [];
  const server = await aServer(aPageApplication(), () => now, {
    sharing: sharingOf(sharing),
    onDoor: (event) => events.push(event),
  });
  return {
    ...server,
    events,
    pass(ms: number) {
      now += ms;
    },
    async enter(body: object, headers = {}) {
      const { status, text } = await server.call('/api/session', body, headers);
      // What the guard refuses has no JSON.
      return { status, json: text.startsWith('{') ? JSON.parse(text) : {} };
    },
    link: (key: string, headers = {}) =>
      server.call('/api/link', {}, { Authorization: `Bearer ${key}`, ...headers }),
    async hello(key: string, headers = {}) {
      const socket = server.live({ Origin: server.origin, ...headers });
      socket.on('error', () => {});
      await once(socket, 'open');
      socket.send(JSON.stringify({ type: 'hello', key }));
      return socket;
    },
  };
}

interface Shared {
  readonly origins: readonly string[];
  readonly password: string | undefined;
  readonly trustedHeader: { readonly name: string; readonly proxies: ReadonlySet<string> };
}

const sharingOf = ({ origins = [], trustedHeader, ...more }: Partial<Shared>) => ({
  address: '0.0.0.0',
  hosts: ['box.lan'],
  origins,
  password: 'password' in more ? more.password : PASSWORD,
  ...(trustedHeader && { trustedHeader }),
});

const fromHere = { name: 'remote-user', proxies: new Set(['127.0.0.1']) };
const fromElsewhere = { name: 'remote-user', proxies: new Set(['10.9.9.9']) };

describe('a shared page is found by the names that were allowed alone', () => {
  test.each([
    'evil.test:PORT',
    '127.0.0.1:PORT',
    'localhost:PORT',
    'box.lan',
    'box.lan.:PORT',
    'xbox.lan:PORT',
    '',
  ])('not by %j', async (name) => {
    const { port } = await aSharedServer();
    const { status } = await ask(port, 'GET', '/', { Host: name.replace('PORT', String(port)) });

    expect([400, 421]).toContain(status);
  });

  test('not by what a proxy, or whoever plays one, says in another header', async () => {
    const { host, port } = await aSharedServer({ origins: ['https://gantry.example.com'] });
    const forwarded = {
      'X-Forwarded-Host': 'box.lan',
      'X-Forwarded-Proto': 'https',
      Forwarded: 'host=box.lan;proto=https',
    };

    expect((await ask(port, 'GET', '/', { Host: 'evil.test', ...forwarded })).status).toBe(421);
    const asOther = { ...own({ host, origin: 'https://box.lan' }), ...forwarded };
    expect((await ask(port, 'POST', '/api/session', asOther, '{}')).status).toBe(403);
    const withHost = { Host: host, 'X-Forwarded-Host': 'evil.test' };
    expect((await ask(port, 'GET', '/', withHost)).status).toBe(200);
  });

  test('each by its own scheme: https where a proxy has it, without the port that browsers leave out', async () => {
    const { port } = await aSharedServer({ origins: ['https://gantry.example.com'] });
    const host = 'gantry.example.com';
    const enter = (origin: string) =>
      ask(port, 'POST', '/api/session', own({ host, origin }), JSON.stringify({ password: PASSWORD }));

    expect((await ask(port, 'GET', '/', { Host: `${host}:443` })).status).toBe(421);
    expect((await enter(`http://${host}`)).status).toBe(403);
    expect((await enter(`http://box.lan:${port}`)).status).toBe(403);
    expect((await enter(`https://${host}`)).status).toBe(200);
  });

  test('its websocket too', async () => {
    const { live, port, origin } = await aSharedServer();

    expect(await refusal(live({ Host: `evil.test:${port}`, Origin: `http://evil.test:${port}` }))).toBe(421);
    expect(await refusal(live({ Origin: `http://evil.test:${port}` }))).toBe(403);
    expect(await refusal(live({ Origin: origin.replace('http', 'https') }))).toBe(403);
  });
});

describe('the password', () => {
  test('opens the page, and the key that it gives opens everything else', async () => {
    const { enter, events, link } = await aSharedServer();
    const { status, json } = await enter({ password: PASSWORD });

    expect(status).toBe(200);
    expect((await link(json.key)).status).toBe(200);
    expect(events).toEqual([{ kind: 'admitted', address: '127.0.0.1', user: undefined }]);
  });

  test.each(['', 'correct horse batter', `${PASSWORD} `, PASSWORD.toUpperCase(), 'x'.repeat(3000)])(
    '%j is wrong, and the page may ask for it',
    async (password) => {
      const { enter, events } = await aSharedServer();

      expect(await enter({ password })).toEqual({
        status: 403,
        json: { reason: 'this is not the password', asksPassword: true },
      });
      expect(events).toMatchObject([{ kind: 'wrong-password', address: '127.0.0.1' }]);
    },
  );

  test.each([{ password: 1 }, { password: [PASSWORD] }, { password: { length: 99 } }, {}, { key: 'x' }])(
    '%j opens nothing',
    async (body) => {
      const { enter } = await aSharedServer();

      expect((await enter(body)).status).toBe(403);
    },
  );

  test('opens nothing where there is none', async () => {
    const { enter } = await aSharedServer({ password: undefined, trustedHeader: fromElsewhere });

    expect(await enter({ password: '' })).toMatchObject({ status: 403, json: { asksPassword: false } });
  });

  test('is tried five times, also all at once, and then not looked at until the time is over that is told', async () => {
    const { enter, pass } = await aSharedServer();
    const tries = await Promise.all(Array.from({ length: 9 }, () => enter({ password: 'wrong' })));

    expect(tries.map(({ status }) => status).sort()).toEqual([403, 403, 403, 403, 403, 429, 429, 429, 429]);
    expect(await enter({ password: PASSWORD })).toEqual({
      status: 429,
      json: { reason: 'too many wrong passwords', waitSeconds: 30, asksPassword: true },
    });
    pass(30_000);
    expect((await enter({ password: PASSWORD })).status).toBe(200);
  });

  test('a header that says another address changes nothing of that', async () => {
    const { enter } = await aSharedServer();
    for (let tried = 0; tried < 5; tried++)
      await enter({ password: 'wrong' }, { 'X-Forwarded-For': `10.0.0.${tried}` });

    expect((await enter({ password: 'wrong' }, { 'X-Forwarded-For': '10.0.0.9' })).status).toBe(429);
  });

  test('who is kept out by the tries of others still has the link', async () => {
    const { enter, secret } = await aSharedServer();
    for (let tried = 0; tried < 6; tried++) await enter({ password: 'wrong' });

    expect((await enter({ secret: secret() })).status).toBe(200);
  });

  test('is in no answer, and none has a cookie', async () => {
    const { call } = await aSharedServer();
    for (const password of [PASSWORD, 'wrong']) {
      const { head, text } = await call('/api/session', { password });
      expect(`${head}${text}`).not.toContain(PASSWORD);
      expect(head.toLowerCase()).not.toContain('set-cookie');
    }
  });
});

describe('the header of a proxy', () => {
  const alice = { 'Remote-User': 'alice' };

  test('lets in whom it names, by a key that is of no use without it, and of none to anybody else', async () => {
    const { enter, events, hello, link } = await aSharedServer({ trustedHeader: fromHere });
    const { status, json } = await enter({}, alice);

    expect(status).toBe(200);
    expect(events).toEqual([{ kind: 'admitted', address: '127.0.0.1', user: 'alice' }]);
    expect((await link(json.key, alice)).status).toBe(200);
    expect((await link(json.key)).status).toBe(401);
    expect((await link(json.key, { 'Remote-User': 'bob' })).status).toBe(401);
    expect(await closing(await hello(json.key))).toBe(1008);
    expect(await closing(await hello(json.key, { 'Remote-User': 'bob' }))).toBe(1008);
    const socket = await hello(json.key, alice);
    await once(socket, 'message');
    socket.terminate();
  });

  test('a link that a page of somebody makes lets in nobody else, and nobody past the proxy', async () => {
    const { enter, link } = await aSharedServer({ trustedHeader: fromHere });
    const { key } = (await enter({}, alice)).json;
    const secretOf = async (): Promise<string> => {
      const { url } = JSON.parse((await link(key, alice)).text);
      return url.slice(url.indexOf('#') + 1);
    };

    expect((await enter({ secret: await secretOf() })).status).toBe(403);
    expect((await enter({ secret: await secretOf() }, { 'Remote-User': 'bob' })).status).toBe(403);
    expect((await enter({ secret: await secretOf() }, alice)).status).toBe(200);
  });

  test('many pages of one take no key from another', async () => {
    const { enter, link } = await aSharedServer({ trustedHeader: fromHere });
    const bob = { 'Remote-User': 'bob' };
    const { key } = (await enter({}, bob)).json;
    for (let count = 0; count < 70; count++) await enter({}, alice);

    expect((await link(key, bob)).status).toBe(200);
  });

  test('lets nobody in from another address, whatever that has', async () => {
    const { enter, hello, link, live, origin, key } = await aSharedServer({ trustedHeader: fromElsewhere });
    const known = await key();

    for (const more of [{}, { 'X-Forwarded-For': '10.9.9.9' }, { 'X-Real-IP': '10.9.9.9' }])
      expect((await enter({}, { ...alice, ...more })).status).toBe(403);
    expect((await link(known, alice)).status).toBe(403);
    expect(await refusal(live({ Origin: origin, ...alice }))).toBe(403);
    expect((await link(known)).status).toBe(200);
    const socket = await hello(known);
    await once(socket, 'message');
    socket.terminate();
  });

  test('lets nobody in when it is there twice, or names nobody, or more than a name', async () => {
    const { host, origin, port } = await aSharedServer({ trustedHeader: fromHere });
    const enter = (lines: readonly string[]) =>
      ask(
        port,
        'POST',
        '/api/session',
        [...Object.entries(own({ host, origin })).map(([name, value]) => `${name}: ${value}`), ...lines],
        '{}',
      );

    expect((await enter(['Remote-User: alice', 'Remote-User: alice'])).status).toBe(400);
    expect((await enter(['Remote-User: alice', 'remote-user: root'])).status).toBe(400);
    expect((await enter(['Remote-User:'])).status).toBe(403);
    expect((await enter(['Remote_User: alice'])).status).toBe(403);
    expect((await enter([`Remote-User: ${'x'.repeat(300)}`])).status).toBe(400);
    expect((await enter(['Remote-User: alice'])).status).toBe(200);
  });

  test('is nothing where no proxy is trusted', async () => {
    const { enter } = await aSharedServer();

    expect((await enter({}, alice)).status).toBe(403);
  });
});

describe('who has no key', () => {
  test('is answered before anything of a body is read', async () => {
    const { host, origin, port } = await aSharedServer();
    const socket = connect(port, '127.0.0.1');
    const headers = { ...own({ host, origin }), 'Content-Length': '60000' };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    socket.write(['POST /api/apply HTTP/1.1', ...lines, '', ''].join('\r\n'));
    const [answer] = await once(socket, 'data');

    expect(String(answer)).toContain('401 Unauthorized');
    socket.destroy();
  });

  test('sends no more than a password takes', async () => {
    const { enter } = await aSharedServer();

    expect((await enter({ password: PASSWORD, more: 'x'.repeat(5000) })).status).not.toBe(200);
  });

  test('gets no more than so many connections, and they come back', async () => {
    const { host, port } = await aSharedServer();
    const open = Array.from({ length: 128 }, () => connect(port, '127.0.0.1'));
    await Promise.all(open.map((socket) => once(socket, 'connect')));
    const one = connect(port, '127.0.0.1');
    one.on('error', () => {});
    await once(one, 'close');
    for (const socket of open) socket.destroy();

    await vi.waitFor(async () => expect((await ask(port, 'GET', '/', { Host: host })).status).toBe(200));
  });

  test('keeps no connection by a websocket that is refused', async () => {
    const { host, origin, port } = await aSharedServer();
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const lines = [`Host: ${host}`, `Origin: ${origin}`, 'Upgrade: websocket', 'Connection: Upgrade'];
    socket.write(['GET /elsewhere HTTP/1.1', ...lines, '', ''].join('\r\n'));
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toContain('404');

    // Where the other end is gone, what is written breaks the connection.
    const writing = setInterval(() => socket.write('still here'), 20);
    const broken = new Promise((resolve) => socket.once('error', resolve));
    await broken.finally(() => clearInterval(writing));
    socket.destroy();
  });

  test('takes no place of a page, and pages have sixteen of their own', async () => {
    const { hello, key, live } = await aSharedServer();
    const strangers = Array.from({ length: 15 }, () => live());
    await Promise.all(strangers.map((socket) => once(socket, 'open')));
    const known = await key();
    const pages = [];
    for (let page = 0; page < 16; page++) {
      const socket = await hello(known);
      await once(socket, 'message');
      pages.push(socket);
    }

    expect(await closing(await hello(known))).toBe(4429);
    pages.pop()?.terminate();
    await vi.waitFor(async () => {
      const socket = await hello(known);
      pages.push(socket);
      await once(socket, 'message', { signal: AbortSignal.timeout(300) });
    }, 5000);
    for (const socket of [...strangers, ...pages]) socket.terminate();
  });
});
