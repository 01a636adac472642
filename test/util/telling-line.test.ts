import { expect, test } from 'vitest';
import { tellingLine } from '../../src/util/telling-line.ts';

/** What real interpreters write at the end of a program that fails, and the line that says why. */
const ENDINGS: readonly (readonly [what: string, written: string, telling: string])[] = [
  [
    'Node, with the properties of the error',
    `listening soon
node:net:1555
      const ex = new ExceptionWithHostPort(status, 'connect');
                 ^

Error: connect ECONNREFUSED 127.0.0.1:5432
    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1555:16)
Emitted 'error' event on Socket instance at:
    at emitErrorNT (node:internal/streams/destroy:169:8) {
  errno: -111,
  code: 'ECONNREFUSED',
  port: 5432
}

Node.js v20.1.0
`,
    'Error: connect ECONNREFUSED 127.0.0.1:5432',
  ],
  [
    'Node, of a file that is no program',
    `/app/server.js:1
cosnt x = 1;
      ^

SyntaxError: Unexpected identifier 'x'
    at wrapSafe (node:internal/modules/cjs/loader:1378:20)

Node.js v22.12.0`,
    "SyntaxError: Unexpected identifier 'x'",
  ],
  [
    'Node, of a module that is missing',
    `node:internal/modules/cjs/loader:1228
  throw err;
  ^

Error: Cannot find module 'express'
Require stack:
- /app/server.js
    at Module._resolveFilename (node:internal/modules/cjs/loader:1225:15) {
  code: 'MODULE_NOT_FOUND',
  requireStack: [ '/app/server.js' ]
}

Node.js v22.12.0`,
    "Error: Cannot find module 'express'",
  ],
  [
    'Node, of what is no error',
    `/app/server.js:3
throw 'no DATABASE_URL'
^
no DATABASE_URL
(Use \`node --trace-uncaught ...\` to show where the exception was thrown)

Node.js v20.1.0`,
    "throw 'no DATABASE_URL'",
  ],
  [
    'npm around Node',
    `Error: no DATABASE_URL
    at Object.<anonymous> (/app/server.js:3:7)

Node.js v20.1.0
npm ERR! Lifecycle script \`start\` failed with error:
npm ERR! code 1`,
    'Error: no DATABASE_URL',
  ],
  [
    'npm alone',
    'npm ERR! Missing script: "strat"\nnpm ERR!\nnpm ERR! A log is in: /x',
    'npm ERR! Missing script: "strat"',
  ],
  [
    'Python',
    `Traceback (most recent call last):
  File "/app/main.py", line 1, in <module>
    import flask
ModuleNotFoundError: No module named 'flask'
`,
    "ModuleNotFoundError: No module named 'flask'",
  ],
  [
    'Java',
    `Exception in thread "main" java.lang.IllegalStateException: no database
\tat App.main(App.java:3)
Caused by: java.net.ConnectException: Connection refused
\tat App.connect(App.java:9)
\t... 1 more`,
    'Caused by: java.net.ConnectException: Connection refused',
  ],
  [
    'Go',
    `panic: no DATABASE_URL

goroutine 1 [running]:
main.(*ConfigError).raise(...)
\t/app/main.go:4
main.main()
\t/app/main.go:9 +0x1d
exit status 2`,
    'panic: no DATABASE_URL',
  ],
  [
    'Ruby',
    `server.rb:3:in 'connect': no DATABASE_URL (RuntimeError)
\tfrom server.rb:7:in '<main>'`,
    "server.rb:3:in 'connect': no DATABASE_URL (RuntimeError)",
  ],
  [
    'Rust',
    `thread 'main' panicked at src/main.rs:2:5:
no DATABASE_URL
note: run with \`RUST_BACKTRACE=1\` environment variable to display a backtrace`,
    "thread 'main' panicked at src/main.rs:2:5: no DATABASE_URL",
  ],
  ['a program with plain words', 'error: could not bind, trying again\ngiving up\n', 'giving up'],
];

test.each(ENDINGS)('tellingLine() finds why a program ended: %s', (_, written, telling) => {
  expect(tellingLine(written.split('\n'))).toBe(telling);
});

test('tellingLine() has nothing to say of a program that wrote nothing', () => {
  expect(tellingLine(['', '  '])).toBeUndefined();
});
