import { once } from 'node:events';
import { describe, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { PageFrame } from '../../src/model/page-messages.ts';
import { StatsWatch } from '../../src/serve/container/stats-watch.ts';
import { aPageApplication } from '../support/a-page-application.ts';
import { aLivePage, aServer, ask, closing, own, refusal } from './a-page-server.ts';

describe('what serves the page refuses another name than its own', () => {
  test.each([
    ['a name that somebody else made lead here', 'Host: evil.test:PORT'],
    ['no name', 'X-None: 1'],
    ['another port', 'Host: NAME:1'],
    ['no port', 'Host: NAME'],
    ['a trailing dot', 'Host: NAME.:PORT'],
    ['localhost alone', 'Host: localhost:PORT'],
    ['two names', 'Host: NAME:PORT\r\nHost: evil.test'],
  ])('%s', async (_, header) => {
    const { port, host } = await aServer();
    const [name = ''] = host.split(':');
    const line = header.replace('NAME', name).replace('PORT', String(port));

    expect([400, 421]).toContain((await ask(port, 'GET', '/', [line])).status);
  });

  test('the absolute form, whose name would win over Host', async () => {
    const { port, host } = await aServer();

    expect((await ask(port, 'GET', `http://evil.test/`, { Host: host })).status).toBe(421);
  });

  test('on the websocket', async () => {
    const { live, port } = await aServer();
    const origin = `http://evil.test:${port}`;

    expect(await refusal(live({ Host: `evil.test:${port}`, Origin: origin }))).toBe(421);
  });
});

describe('what serves the page refuses another origin', () => {
  test.each([
    ['null', 'null'],
    ['another port of localhost', 'http://localhost:8080'],
    ['its own name with another port', 'http://NAME:8080'],
    ['its own address under another name', 'http://127.0.0.1:PORT'],
    ['https', 'https://NAME:PORT'],
    ['a site', 'https://evil.test'],
  ])('%s, of a call and of the websocket', async (_, text) => {
    const { call, host, live, port } = await aServer();
    const [name = ''] = host.split(':');
    const origin = text.replace('NAME', name).replace('PORT', String(port));

    expect((await call('/api/session', { secret: '' }, { Origin: origin })).status).toBe(403);
    expect(await refusal(live({ Origin: origin }))).toBe(403);
  });

  test('none at all, of a call and of the websocket', async () => {
    const { host, live, port } = await aServer();

    const headers = { Host: host, 'Content-Type': 'application/json' };
    expect((await ask(port, 'POST', '/api/session', headers, '{}')).status).toBe(403);
    expect(await refusal(live({}))).toBe(403);
  });

  test.each(['same-site', 'cross-site', 'none'])('Sec-Fetch-Site: %s of a call', async (site) => {
    const { call } = await aServer();

    expect((await call('/api/session', {}, { 'Sec-Fetch-Site': site })).status).toBe(403);
  });

  test('a script that another site includes', async () => {
    const { host, port } = await aServer();
    const page = await ask(port, 'GET', '/', { Host: host, 'Sec-Fetch-Site': 'cross-site' });
    const [script = ''] = /\/page-\w+\.js/.exec(page.text) ?? [];

    expect(page.status).toBe(200);
    expect((await ask(port, 'GET', script, { Host: host, 'Sec-Fetch-Site': 'cross-site' })).status).toBe(403);
    expect((await ask(port, 'GET', script, { Host: host, 'Sec-Fetch-Site': 'same-origin' })).status).toBe(
      200,
    );
  });

  test('OPTIONS: no other site gets a permission', async () => {
    const { host, port } = await aServer();
    const asked = { Host: host, Origin: 'https://evil.test', 'Access-Control-Request-Method': 'POST' };
    const { status, head } = await ask(port, 'OPTIONS', '/api/apply', asked);

    expect(status).toBe(403);
    expect(head.toLowerCase()).not.toContain('access-control');
  });
});

describe('a call', () => {
  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'application/json; a=b',
  ])('of type %s is refused', async (type) => {
    const { call, key } = await aServer();
    const authorization = `Bearer ${await key()}`;

    const headers = { 'Content-Type': type, Authorization: authorization };
    expect((await call('/api/apply', { plan: '1' }, headers)).status).toBe(415);
  });

  test('without a key, or with another one, learns nothing and does nothing', async () => {
    const { application, call, secret } = await aServer();
    const other = await aServer();
    const wrong = ['Bearer ', 'Bearer x', `Bearer ${await other.key()}`, `Bearer ${secret()}`, 'Basic x'];

    for (const Authorization of wrong)
      for (const path of ['/api/apply', '/api/link', '/api/nothing'])
        expect((await call(path, { plan: '1' }, { Authorization })).status).toBe(401);
    expect((await call('/api/apply?key=1', { plan: '1' })).status).toBe(401);
    expect(application.applied).toEqual([]);
  });

  test('with a key applies the plan that was shown', async () => {
    const { application, call, key } = await aServer();
    const Authorization = `Bearer ${await key()}`;

    expect((await call('/api/apply', { plan: '7', typed: 'shop' }, { Authorization })).status).toBe(202);
    expect((await call('/api/cancel', {}, { Authorization })).status).toBe(202);
    expect(application.applied).toEqual([{ plan: '7', typed: 'shop' }]);
    expect(application.cancelled).toBe(1);
  });

  test('changes nothing where the page can only look', async () => {
    const { application, call, key } = await aServer(aPageApplication({ state: { readOnly: true } }));
    const Authorization = `Bearer ${await key()}`;

    expect((await call('/api/apply', { plan: '7' }, { Authorization })).status).toBe(403);
    expect((await call('/api/cancel', {}, { Authorization })).status).toBe(403);
    expect((await call('/api/watch', { on: true }, { Authorization })).status).toBe(403);
    expect([application.applied, application.cancelled, application.watched]).toEqual([[], 0, []]);
  });

  test.each([
    '/api/plugins/pull',
    '/api/../apply',
    '/api/%2e%2e/apply',
    '/v1.45/containers/json',
    '//api/apply',
  ])('leads to no path of the engine: %s', async (path) => {
    const { call, key } = await aServer();
    const { status } = await call(path, { plan: '1' }, { Authorization: `Bearer ${await key()}` });

    expect([404, 405]).toContain(status);
  });

  test('that is larger than any of the page is refused', async () => {
    const { call, key } = await aServer();
    const Authorization = `Bearer ${await key()}`;

    expect((await call('/api/apply', { plan: 'x'.repeat(70_000) }, { Authorization })).status).toBe(413);
  });

  test.each(['[]', 'null', '"plan"', '{', ''])('with the body %j is refused', async (body) => {
    const { key, port, ...at } = await aServer();
    const headers = {
      ...own(at),
      Authorization: `Bearer ${await key()}`,
      ...(body === '' && { 'Content-Length': '0' }),
    };

    expect((await ask(port, 'POST', '/api/apply', headers, body)).status).toBe(400);
  });
});

describe('a plan that is asked for', () => {
  test.each([
    {},
    { kind: 'down', services: ['web'] },
    { kind: 'up' },
    { kind: 'up', services: [] },
    { kind: 'up', services: [1] },
    { kind: 'up', services: 'web' },
    { kind: 'rollback', release: '1' },
    { kind: 'rollback', release: -1 },
  ])('is none of %j', async (body) => {
    const application = aPageApplication();
    const { call, key } = await aServer(application);
    const answer = await call('/api/plan', body, { Authorization: `Bearer ${await key()}` });

    expect(answer.status).toBe(400);
    expect(application.asked).toEqual([]);
  });

  test('is made for a page that can only look too, and the reason is told when there is none', async () => {
    const application = aPageApplication({ state: { readOnly: true } });
    const { call, key } = await aServer(application);
    const headers = { Authorization: `Bearer ${await key()}` };
    expect((await call('/api/plan', { kind: 'rollback', release: 2 }, headers)).status).toBe(200);
    application.plan = async () => {
      throw new Error('there is no release 9 of shop');
    };
    const answer = await call('/api/plan', { kind: 'rollback', release: 9 }, headers);

    expect(answer.status).toBe(409);
    expect(JSON.parse(answer.text)).toEqual({ reason: 'there is no release 9 of shop' });
  });
});

describe('a link', () => {
  test('opens one page: its secret is good once, also for two at the same time', async () => {
    const { call, secret } = await aServer();
    const body = { secret: secret() };
    const answers = await Promise.all([call('/api/session', body), call('/api/session', body)]);

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 403]);
    expect((await call('/api/session', body)).status).toBe(403);
  });

  test('is of no use after five minutes', async () => {
    let now = 0;
    const { call, secret } = await aServer(aPageApplication(), () => now);
    const [early, late] = [secret(), secret()];
    now = 5 * 60_000;
    expect((await call('/api/session', { secret: early })).status).toBe(200);
    now++;

    expect((await call('/api/session', { secret: late })).status).toBe(403);
  });

  test('has its secret behind the #, which no browser sends, and no answer sets a cookie', async () => {
    const { host, port, secret, server } = await aServer();
    const { pathname, search, hash } = new URL(server.newLink().url);
    const page = await ask(port, 'GET', '/', { Host: host });

    expect({ pathname, search, length: hash.length }).toEqual({ pathname: '/', search: '', length: 44 });
    expect(page.head.toLowerCase()).not.toContain('set-cookie');
    expect(page.text).not.toContain(secret());
  });

  test('a page with a key can make one more, for another browser', async () => {
    const { call, key, origin } = await aServer();
    const { text } = await call('/api/link', {}, { Authorization: `Bearer ${await key()}` });
    const url = new URL(JSON.parse(text).url);

    expect(url.origin).toBe(origin);
    expect((await call('/api/session', { secret: url.hash.slice(1) })).status).toBe(200);
  });
});

describe('every answer', () => {
  test.each(['/', '/nothing', '/api/session', '/../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd'])(
    'of %s forbids frames, foreign scripts, guessing of types, referrers and storage',
    async (path) => {
      const { host, port } = await aServer();
      const { head, text } = await ask(port, 'GET', path, { Host: host });

      expect(head).toContain("Content-Security-Policy: default-src 'none'; script-src 'self'");
      expect(head).toContain(
        "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
      );
      expect(head).toContain('X-Content-Type-Options: nosniff');
      expect(head).toContain('Referrer-Policy: no-referrer');
      expect(head).toContain('Cross-Origin-Resource-Policy: same-origin');
      expect(head).toContain('Cache-Control: no-store');
      expect(head.toLowerCase()).not.toContain('access-control-allow');
      expect(text).not.toContain('root:');
    },
  );
});

describe('the websocket', () => {
  const state = { services: {} };

  test('sends nothing before a key came, and closes when none comes', async () => {
    const { live } = await aServer();
    const socket = live();
    const received: string[] = [];
    socket.on('message', (data) => received.push(String(data)));

    expect(await closing(socket)).toBe(1008);
    expect(received).toEqual([]);
  });

  test.each([
    ['a wrong key', '{"type":"hello","key":"x"}', 1008],
    ['something else first', '{"type":"taken","size":1}', 1008],
    ['no JSON', 'hello', 1002],
    ['an unknown message', '{"type":"engine","path":"/plugins/pull"}', 1002],
  ])('closes at %s', async (_, text, code) => {
    const { live } = await aServer();
    const socket = live();
    await once(socket, 'open');
    socket.send(text);

    expect(await closing(socket)).toBe(code);
  });

  test('closes at a key of a server that ran before', async () => {
    const before = await aServer();
    const key = await before.key();
    const { live } = await aServer();
    const socket = live();
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'hello', key }));

    expect(await closing(socket)).toBe(1008);
  });

  test('closes at a message that is larger than any of the page', async () => {
    const { key, live } = await aServer();
    const socket = live();
    socket.on('error', () => {});
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'hello', key: await key(), more: 'x'.repeat(70_000) }));

    expect([1006, 1009]).toContain(await closing(socket));
  });

  test('is only at its path', async () => {
    const { host, origin, port } = await aServer();
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`, { headers: { Host: host, Origin: origin } });

    expect(await refusal(socket)).toBe(404);
  });

  test('refuses more than sixteen', async () => {
    const { live } = await aServer();
    const open = Array.from({ length: 16 }, () => live());
    await Promise.all(open.map((socket) => once(socket, 'open')));

    expect(await refusal(live())).toBe(503);
    for (const socket of open) socket.terminate();
  });

  test('keeps no place for those that do not answer when they are dismissed', async () => {
    const { live } = await aServer();
    const dismissed = Array.from({ length: 16 }, () => live());
    await Promise.all(dismissed.map((socket) => once(socket, 'open')));
    for (const socket of dismissed) {
      socket.pause();
      socket.send('hello');
    }

    await vi.waitFor(async () => {
      const socket = live();
      await once(socket, 'open');
      socket.terminate();
    }, 5000);
    for (const socket of dismissed) socket.terminate();
  });

  test('tells a page what it has missed, and all of it where nobody knows any more', async () => {
    const { application, key, live } = await aServer();
    const hello = async (from: object) => {
      const socket = live();
      await once(socket, 'open');
      socket.send(JSON.stringify({ type: 'hello', key: await key(), ...from }));
      const [data] = await once(socket, 'message');
      socket.terminate();
      return JSON.parse(String(data)) as PageFrame;
    };
    const first = await hello({});
    expect(first.messages).toEqual([{ type: 'state', state: application.feed.state }]);
    application.feed.update({ keeper: 'alice' });
    application.feed.update({ ...state, files: ['b.yaml'] });

    const { run, seq, messages } = await hello({ run: first.run, seq: first.seq });
    expect([run, seq]).toEqual([first.run, 2]);
    expect(messages).toEqual([
      { type: 'patch', patch: { keeper: ['alice'] } },
      { type: 'patch', patch: { files: [['b.yaml']] } },
    ]);
    expect((await hello({ run: first.run, seq: 2 })).messages).toEqual([]);
    expect((await hello({ run: 'another', seq: 2 })).messages).toMatchObject([{ type: 'state' }]);
    expect((await hello({ run: first.run, seq: 9 })).messages).toMatchObject([{ type: 'state' }]);
    for (let file = 0; file < 300; file++) application.feed.update({ files: [`${file}.yaml`] });
    expect((await hello({ run: first.run, seq: 2 })).messages).toMatchObject([{ type: 'state' }]);
  });

  test('stops reading a log for a page that does not keep up, and goes on when it does', async () => {
    let written = 0;
    let isHeld = (): void => {};
    const held = new Promise<void>((resolve) => {
      isHeld = resolve;
    });
    const application = aPageApplication({
      async followLogs(_, reader, signal) {
        while (!signal.aborted && written < 4000) {
          written++;
          const room = reader.line(['web-1', '2026-01-01T00:00:00Z', 'out', 'x'.repeat(1000)]);
          if (room) isHeld();
          await room;
        }
        reader.ready();
      },
    });
    const { key, live } = await aServer(application);
    const socket = live();
    let received = 0;
    const whole = new Promise<void>((resolve) => {
      socket.on('message', (data) => {
        const text = String(data);
        received += text.length;
        if (text.includes('log-ready')) resolve();
      });
    });
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'hello', key: await key() }));
    socket.send(JSON.stringify({ type: 'open-log', channel: 1, services: [], tail: 10 }));
    await held;
    expect(written).toBeLessThan(1400);
    socket.on('message', (data) => socket.send(JSON.stringify({ type: 'taken', size: String(data).length })));
    socket.send(JSON.stringify({ type: 'taken', size: received }));
    await whole;

    expect(written).toBe(4000);
    socket.terminate();
  });

  test.each([
    ['says that it took more than was sent', { type: 'taken', size: 2 ** 40 }, 1002],
    ['makes the server fail', { type: 'open-stats', channel: 1, container: 'c'.repeat(12) }, 1011],
  ])('ends a page that %s, and serves the others', async (_, request, code) => {
    const { key, live } = await aServer();
    const page = await aLivePage({ key, live });
    await expect.poll(() => page.messages).toHaveLength(1);
    vi.spyOn(StatsWatch.prototype, 'watch').mockImplementation(() => {
      throw new Error('broken');
    });
    page.socket.send(JSON.stringify(request));
    expect(await closing(page.socket)).toBe(code);

    const other = await aLivePage({ key, live });
    await expect.poll(() => other.messages).toHaveLength(1);
    other.socket.terminate();
  });
});
