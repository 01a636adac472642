import { describe, expect, test } from 'vitest';
import { hideInWords, hidePasswords, looksSecret, maskValue } from '../../src/util/looks-secret.ts';

describe('looksSecret()', () => {
  test.each([
    'DB_PASSWORD',
    'PGPASSWORD',
    'apiKey',
    'APIKEY',
    'AWS_SECRET_ACCESS_KEY',
    'GITHUB_TOKEN',
    'ACCESSTOKEN',
    'db-pass',
    'MYSQL_PWD',
    'SENTRY_DSN',
    'GOOGLE_CREDENTIALS',
    'BASIC_AUTH',
    'JWT_SIGNKEY',
    'GITHUB_PAT',
    'COOKIE_SALT',
  ])('knows %s by its name', (name) => expect(looksSecret(name)).toBe(true));

  test.each([
    'KEYBOARD',
    'PWD',
    'OLDPWD',
    'AUTHOR',
    'MONKEY',
    'COMPASS_URL',
    'POSTGRES_PASSWORD_FILE',
    'TOKEN_TTL',
    'SSH_PUBLIC_KEY',
    'POSTGRES_HOST_AUTH_METHOD',
    'PATH',
  ])('lets %s be read', (name) => expect(looksSecret(name)).toBe(false));
});

describe('hidePasswords()', () => {
  test.each([
    ['postgres://me:canary@db/x?sslmode=off', 'postgres://me:••••••@db/x?sslmode=off'],
    ['me:canary@tcp(db:3306)/x', 'me:••••••@tcp(db:3306)/x'],
    ['me:canary@registry.example:5000/app:1', 'me:••••••@registry.example:5000/app:1'],
    ['app:1@sha256:0123/x', 'app:1@sha256:0123/x'],
    ['Server=db;User=me;Password=canary;', 'Server=db;User=me;Password=••••••;'],
    ['redis-server --requirepass canary --port 1', 'redis-server --requirepass •••••• --port 1'],
    ['tool --api-token=canary', 'tool --api-token=••••••'],
    ['username=me,password=canary', 'username=me,password=••••••'],
    ['redis://:can@ary@db:6379', 'redis://:••••••@db:6379'],
    ['PGPASSWORD=canary psql -h db', 'PGPASSWORD=•••••• psql -h db'],
    ['exited: DB_TOKEN="canary" tool', 'exited: DB_TOKEN="••••••" tool'],
    ['mysqladmin -uroot -pcanary ping', 'mysqladmin -uroot -p•••••• ping'],
    ['sleep 1; /usr/bin/redis-cli -h db -a canary ping', 'sleep 1; /usr/bin/redis-cli -h db -a •••••• ping'],
    ['sshpass -p canary ssh db', 'sshpass -p •••••• ssh db'],
    ["curl -fsS -u 'me:canary' http://db", "curl -fsS -u 'me:••••••' http://db"],
    ['-Ddb.password=canary -Xmx1g', '-Ddb.password=•••••• -Xmx1g'],
    ['{"user":"me","password": "canary"}', '{"user":"me","password": "••••••"}'],
    ['"{\\"token\\":\\"canary\\"}"', '"{\\"token\\":\\"••••••\\"}"'],
    ['AccountName=a;AccountKey=canary==;Suffix=b', 'AccountName=a;AccountKey=••••••;Suffix=b'],
    ['https://h/?a=b&access_token=canary&c=d', 'https://h/?a=b&access_token=••••••&c=d'],
    ["curl -H 'Authorization: Bearer canary' h", "curl -H 'Authorization: Bearer ••••••' h"],
    ['X-Api-Key: canary', 'X-Api-Key: ••••••'],
    ['with ghp_0123456789abcdefABCD here', 'with •••••• here'],
    ['authorization: none of the token_ttl=5', 'authorization: •••••• of the token_ttl=5'],
    ['mysql -p$MYSQL_PASSWORD', 'mysql -p$MYSQL_PASSWORD'],
    ['mkdir -p/data && docker run -p80:80 KEY=VALUE', 'mkdir -p/data && docker run -p80:80 KEY=VALUE'],
    ['https://db/path:80 and a@b', 'https://db/path:80 and a@b'],
  ])('%s', (text, shown) => expect(hidePasswords(text)).toBe(shown));
});

test('maskValue() hides the value of a secret name, and shows that it is empty', () => {
  expect(maskValue('TOKEN', 'canary')).toBe('••••••');
  expect(maskValue('TOKEN', '')).toBe('');
  expect(maskValue('LEVEL', 'info')).toBe('info');
});

describe('hideInWords() takes out', () => {
  test.each([
    [
      'what is assigned to a name that looks secret',
      ['sh', '-c', 'PGPASSWORD=canary psql -h db'],
      'PGPASSWORD=•••••• psql -h db',
    ],
    [
      'it in quotes, with its blanks',
      ['CMD-SHELL', 'TOKEN="can ary" tool | cat'],
      'TOKEN="••••••" tool | cat',
    ],
    ['what stands behind a flag that looks secret', ['tool', '--password', 'canary'], '••••••'],
    ['what stands behind a flag of one letter', ['CMD', 'redis-cli', '-a', 'canary'], '••••••'],
    ['what is part of such a flag', ['/usr/bin/mysql', '-u', 'root', '-pcanary'], '-p••••••'],
    ['what looks like a password', ['curl', 'http://me:canary@db'], 'http://me:••••••@db'],
  ])('%s', (_, words, last) => expect(hideInWords(words).at(-1)).toBe(last));

  test.each([
    ['variables that hold a secret', 'PGPASSWORD=$POSTGRES_PASSWORD psql'],
    ['them in quotes', 'PGPASSWORD="$POSTGRES_PASSWORD" psql'],
    ['other names', 'LEVEL=info KEY_FILE=/run/key tool'],
    ['an empty value', 'MYSQL_PWD= mysql'],
  ])('none of %s', (_, command) => expect(hideInWords(['sh', '-c', command]).at(-1)).toBe(command));

  test('what is known to be a secret, first of all', () => {
    const hide = (text: string): string => text.replaceAll('s3same', '••');

    expect(hideInWords(['echo', 'open s3same'], hide)).toEqual(['echo', 'open ••']);
  });
});

test.each(['\n', '\r\n', '\\n'])(
  'hidePasswords() hides what a private key holds, its lines joined by %j',
  (end) => {
    const key = ['-----BEGIN RSA PRIVATE KEY-----', 'MIIone', 'two==', '-----END RSA PRIVATE KEY-----'].join(
      end,
    );
    const [first, last] = [`-----BEGIN RSA PRIVATE KEY-----${end}`, `${end}-----END RSA PRIVATE KEY-----`];
    expect(hidePasswords(`is ${key} good`)).toBe(`is ${first}••••••${last} good`);
    expect(hidePasswords(key.slice(0, -last.length))).toBe(`${first}••••••`);
  },
);
