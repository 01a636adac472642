import { expect, test } from 'vitest';
import type { ObservedPort } from '../../../src/model/observed.ts';
import { portsText } from '../../../src/ui/tables/ports-text.ts';

const port = (target: number, published?: number, hostIp = '0.0.0.0', protocol = 'tcp'): ObservedPort => ({
  target,
  protocol,
  ...(published !== undefined && { published, hostIp }),
});

test('portsText() joins what has the same number outside into runs, one for each address and protocol', () => {
  const ports = [8002, 8000, 8001].flatMap((n) => [port(n, n, '::'), port(n, n)]);
  expect(portsText([...ports, port(8000, 8000, '0.0.0.0', 'udp'), port(9000, 9000)])).toBe(
    '0.0.0.0:8000-8002->8000-8002/tcp, 0.0.0.0:9000->9000/tcp, 0.0.0.0:8000->8000/udp, :::8000-8002->8000-8002/tcp',
  );
});

test('portsText() lists what is only exposed first, and what has another number outside last, one by one', () => {
  expect(portsText([port(80, 8080), port(90), port(91), port(81, 8081, '127.0.0.1')])).toBe(
    '90-91/tcp, 0.0.0.0:8080->80/tcp, 127.0.0.1:8081->81/tcp',
  );
  expect(portsText([])).toBe('');
});
