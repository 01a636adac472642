import { expect, test } from 'vitest';
import { serviceAt } from '../../../src/serve/view/service-at.ts';

const TEXT = `name: shop # at-name
services:
  # at-comment
  web:
    image: web:1 # at-image
    ports:
      - "80:80" # at-port

  "a.b": # at-quoted
    image: b
volumes:
  data: {} # at-volume
`;

const at = (mark: string, text = TEXT) => {
  const start = text.indexOf(mark);
  return serviceAt({ source: { name: 'compose.yaml', text }, start, end: start + 1 });
};

test.each([
  ['at-name', undefined],
  ['services:', undefined],
  ['web:', 'web'],
  ['at-image', 'web'],
  ['at-port', 'web'],
  ['at-quoted', 'a.b'],
  ['image: b', 'a.b'],
  ['at-volume', undefined],
])('serviceAt() of %s is %s', (mark, service) => {
  expect(at(mark)).toBe(service);
});

test('serviceAt() says nothing of a file without blocks, and of one that is no Compose file', () => {
  expect(at('imge', '{"services": {"web": {"imge": "x"}}}')).toBeUndefined();
  expect(at('RUN', 'FROM busybox\nRUN true\n')).toBeUndefined();
});
