import { expect, test } from 'vitest';
import { readHistoryEntry } from '../../src/layers/read-history.ts';

test.each([
  ['COPY src/ /app/ # buildkit', 'COPY', 'src/ /app/'],
  ['RUN /bin/sh -c npm ci # buildkit', 'RUN', 'npm ci'],
  ['RUN |2 A=1 B=x y /bin/sh -c npm ci # buildkit', 'RUN', 'npm ci'],
  ['RUN /bin/bash -o pipefail -c a | b # buildkit', 'RUN', 'a | b'],
  ['RUN /bin/sh -ec set -e\necho x\n # buildkit', 'RUN', 'set -e\necho x'],
  ['RUN /bin/app build # buildkit', 'RUN', '/bin/app build'],
  ['WORKDIR /app', 'WORKDIR', '/app'],
  ['/bin/sh -c #(nop) COPY dir:06c7 in /app/ ', 'COPY', 'dir:06c7 in /app/'],
  ['/bin/sh -c #(nop)  CMD ["x"]', 'CMD', ''],
  ['|1 A=1 /bin/sh -c npm ci', 'RUN', 'npm ci'],
  ['/bin/sh -c npm ci', 'RUN', 'npm ci'],
  ['bazel build ...', '', ''],
  ['', '', ''],
])('readHistoryEntry() reads %j', (createdBy, keyword, text) => {
  expect(readHistoryEntry(createdBy, false)).toEqual({ keyword, text, isEmpty: false });
});

test.each([
  'RUN |1 TOKEN=c4nary17 /bin/sh -c npm ci # buildkit',
  'RUN |2 TOKEN=a c4nary17 B=1 /bin/busybox true # buildkit',
  '|1 TOKEN=c4nary17 /bin/sh -c <<EOT',
  'ENV API_TOKEN=c4nary17',
  'ARG TOKEN=c4nary17',
  'LABEL secret=c4nary17',
  'RUN /bin/sh -c curl --password c4nary17 http://x # buildkit',
  'RUN /bin/sh -c curl http://me:c4nary17@host/ # buildkit',
  'CMD ["app" "--token" "c4nary17"]',
  'c4nary17',
])('readHistoryEntry() keeps no secret of %j', (createdBy) => {
  expect(JSON.stringify(readHistoryEntry(createdBy, false))).not.toContain('c4nary17');
});
