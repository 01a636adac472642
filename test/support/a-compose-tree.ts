import fc from 'fast-check';
import type { Tree, TreeMap } from '../../src/spec/tree/tree.ts';

/** Texts that YAML, variables or Go could take for something else. */
const trickyText = fc.oneof(
  fc.constantFrom(
    'yes',
    'null',
    '~',
    '0440',
    '1_000',
    '1e3',
    '.5',
    '0x1f',
    '0o17',
    '12:30',
    '2020-01-01',
    '- a',
    'a: b',
    '#a',
    '*a',
    '&a',
    '!a',
    '<<',
    '=',
    '%a',
    '@a',
    '`a',
    ' a ',
    'a\nb',
    'a\n',
    '\ta',
    '"',
    "'",
    '\\',
    '{',
    '[',
    '|',
    '>',
    '?',
    ':',
    '',
    'é',
    '大',
    '🐳',
    '\u2028',
    '\u0085',
    '\uFEFF',
    '-',
    '---',
    '...',
    'true ',
    '.inf',
    '.NaN',
    '+1',
    '-0',
    '1.0',
    '00',
  ),
  fc.string({ unit: fc.constantFrom(...'ab01 :#-_.,"\'\\\n\t{}[]&*!|>%@=é大') }),
);
const escaped = trickyText.map((text) => text.replaceAll('$', '$$$$'));
const word = fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/);
const duration = fc
  .tuple(fc.nat(300), fc.constantFrom('ms', 's', 'm', 'h'))
  .map(([count, unit]) => `${count}${unit}`);
const scalar = fc.oneof(escaped, fc.integer(), fc.boolean(), fc.double({ noNaN: true, min: -1e6, max: 1e6 }));
const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.]{0,6}$/).filter((text) => text !== '__proto__');
const pairs = fc.oneof(
  fc.dictionary(name, fc.oneof(scalar, fc.constant(null)), { noNullPrototype: true, maxKeys: 4 }),
  fc.uniqueArray(
    fc.tuple(name, escaped).map((pair) => pair.join('=')),
    {
      maxLength: 4,
      selector: (pair) => pair.split('=')[0],
    },
  ),
);
const texts = fc.uniqueArray(
  escaped.filter((text) => text !== ''),
  { maxLength: 3 },
);
const port = fc.integer({ min: 1, max: 65_535 });

/** Forms of attributes that go with any others. */
const service = fc.record(
  {
    command: fc.oneof(texts, word),
    entrypoint: fc.oneof(texts, word),
    environment: pairs,
    labels: pairs,
    annotations: pairs,
    sysctls: pairs,
    ports: fc.uniqueArray(
      fc.oneof(
        port,
        port.map(String),
        fc.tuple(port, port).map(([host, container]) => `127.0.0.1:${host}:${container}/udp`),
        fc.record({ target: port, published: fc.oneof(port, port.map(String)), app_protocol: word }),
      ),
      { maxLength: 3, selector: (one) => JSON.stringify(one) },
    ),
    expose: fc.uniqueArray(port.map(String), { maxLength: 3 }),
    volumes: fc.uniqueArray(
      fc.oneof(
        word.map((target) => `/${target}`),
        word.map((target) => `./src:/${target}:ro,z`),
        word.map((target) => `data:/${target}`),
        fc.record({ type: fc.constant('tmpfs'), target: word.map((target) => `/${target}`) }),
        fc.record({
          type: fc.constant('bind'),
          source: fc.constant('./x'),
          target: word.map((text) => `/${text}`),
        }),
      ),
      {
        maxLength: 3,
        selector: (one) => (typeof one === 'string' ? /\/[a-z0-9]+(?=$|:ro)/.exec(one)?.[0] : one.target),
      },
    ),
    networks: fc.oneof(
      fc.constantFrom<Tree>(['front'], { front: null }, { front: { priority: 3 }, back: {} }),
      fc.record({
        front: fc.record({
          aliases: texts,
          driver_opts: fc.dictionary(word, escaped, { noNullPrototype: true }),
        }),
      }),
    ),
    healthcheck: fc.record(
      {
        test: fc.oneof(
          escaped,
          texts.map((list) => ['CMD', ...list]),
        ),
        interval: duration,
        retries: fc.nat(9),
      },
      { requiredKeys: [] },
    ),
    mem_limit: fc.oneof(fc.integer({ min: 1 }), fc.constantFrom('64m', '1.5g', '10kb')),
    cpus: fc.oneof(fc.double({ min: 0.01, max: 64, noNaN: true }), fc.constantFrom('0.5', '2')),
    init: fc.oneof(fc.boolean(), fc.constantFrom('true', 'false')),
    hostname: word,
    user: fc.oneof(word, fc.nat(9999).map(String)),
    stop_grace_period: duration,
    cap_add: fc.uniqueArray(word, { maxLength: 3 }),
    extra_hosts: fc.constantFrom<Tree>(['a=1.2.3.4', 'b:::1'], { a: '1.2.3.4', c: ['1.1.1.1', '[::1]'] }),
    ulimits: fc.constantFrom<Tree>({ nofile: 5 }, { nofile: { soft: 1, hard: 2 } }),
    configs: fc.constantFrom<Tree>(['site'], [{ source: 'site', target: '/x', mode: 288 }]),
    secrets: fc.constantFrom<Tree>(['token'], [{ source: 'token', target: 'x', uid: '1' }]),
    deploy: fc.record(
      { replicas: fc.nat(9), labels: pairs, resources: fc.constant<Tree>({ limits: { pids: 3 } }) },
      { requiredKeys: [] },
    ),
    'x-own': fc.oneof(scalar, texts, pairs),
  },
  { requiredKeys: [] },
);

/** A Compose file, as a tree, that has nothing wrong in it. */
export const composeTree: fc.Arbitrary<TreeMap> = fc
  .tuple(
    fc.dictionary(word, service, { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
    fc.dictionary(name, scalar, { noNullPrototype: true }),
  )
  .map(([services, extension]) => {
    const made: TreeMap = {
      services: Object.fromEntries(
        Object.entries(services).map(([key, attributes]) => [
          key,
          { image: 'x', ...(attributes as TreeMap) },
        ]),
      ),
      networks: { front: null, back: { driver: 'bridge' } },
      volumes: { data: null },
      configs: { site: { content: 'a$$b' } },
      secrets: { token: { environment: 'TOKEN' } },
      'x-top': extension,
    };
    return made;
  });
