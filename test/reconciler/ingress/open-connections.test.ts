import { describe, expect, test } from 'vitest';
import { containerId } from '../../../src/model/ids.ts';
import { connectionsTo, readStatistics } from '../../../src/reconciler/ingress/open-connections.ts';
import { lines } from '../../support/lines.ts';

const HEADER = '# pxname,svname,qcur,qmax,scur,smax,slim';
const OLD = containerId('aaaaaaaaaaaa1111');
const KEPT = containerId('bbbbbbbbbbbb2222');

describe('readStatistics()', () => {
  test('adds up the connections of all workers, ports and modes, and those that wait', () => {
    const open = readStatistics(
      lines(
        'worker 24',
        HEADER,
        'port_80_tcp,aaaaaaaaaaaa,0,0,1,3,',
        'port_80_http,aaaaaaaaaaaa,1,1,2,3,',
        '',
        'answered 24',
        'worker 12',
        HEADER,
        'port_80_http,aaaaaaaaaaaa,0,0,4,3,',
        'port_80_http,bbbbbbbbbbbb,0,0,5,3,',
        'answered 12',
      ),
    );
    expect(open).toEqual({
      byServer: new Map([
        ['aaaaaaaaaaaa', 8],
        ['bbbbbbbbbbbb', 5],
      ]),
      isComplete: true,
    });
    expect(connectionsTo(open, [OLD])).toBe(8);
    expect(connectionsTo(open, [OLD, KEPT])).toBe(13);
    expect(connectionsTo(open, [containerId('cccccccccccc3333')])).toBe(0);
  });

  test('knows of a worker that did not say all, and takes what it said', () => {
    const row = 'port_80_tcp,aaaaaaaaaaaa,0,0,1,3,';
    const text = lines('worker 24', HEADER, 'answered 24', 'worker 12', HEADER, row);
    expect(readStatistics(text)).toEqual({ byServer: new Map([['aaaaaaaaaaaa', 1]]), isComplete: false });
  });

  test('knows nothing where HAProxy does not name its workers', () => {
    expect(readStatistics('')).toEqual({ byServer: new Map(), isComplete: false });
  });

  test('finds the columns by their names', () => {
    const text = lines('worker 1', '# scur,svname,qcur', '7,aaaaaaaaaaaa,0', 'answered 1');
    expect(readStatistics(text).byServer).toEqual(new Map([['aaaaaaaaaaaa', 7]]));
  });

  test('takes what it does not know for nothing', () => {
    const text = lines('worker 9', "Can't find the target PID matching the prefix '@!9'", 'answered 9');
    expect(readStatistics(text)).toEqual({ byServer: new Map(), isComplete: true });
  });
});
