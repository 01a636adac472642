import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Datagrams } from '../../../src/model/ingress.ts';
import {
  applyProgram,
  forgetProgram,
  RULES_REFUSED_EXIT,
  recentProgram,
  tryProgram,
} from '../../../src/planner/ingress/datagram-program.ts';
import { aFolder } from '../../support/a-folder.ts';

const FIRST = 'aaaaaaaaaaaa';
const SECOND = 'bbbbbbbbbbbb';
const DNS: Datagrams = { ports: [53, 123], families: 'ipv4' };

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

interface World {
  /** Name and address of each container in HAProxy's configuration; `undefined`: it has none. */
  readonly named?: Readonly<Record<string, string | undefined>>;
  /** Absent: HAProxy does not answer. */
  readonly answers?: false;
  /** The lines of `zones4` that the kernel has, and the last zone. Absent: there are no rules. */
  readonly zones?: readonly string[];
  readonly lastZone?: number;
  readonly flows?: readonly string[];
  /** How often nft refuses rules. */
  readonly refuses?: number;
}

const HEADER =
  '# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight srv_port';

/** Runs a program in an ingress whose HAProxy and nft say this. @returns the rules that nft was given last */
function run(program: string, world: World, ...args: readonly string[]) {
  const { named = {}, answers = true, zones, lastZone, flows = [], refuses = 0 } = world;
  const servers = Object.entries(named).map(
    ([name, address], index) =>
      `9 datagrams4 ${index + 1} ${name} ${address ?? '-'} 2 ${address === undefined ? 32 : 0} 1 1 1`,
  );
  const folder = aFolder({
    state: answers ? ['1', HEADER, ...servers, ''].join('\n') : '',
    zones: list('zones4', zones ?? []),
    flows: list('flows4', flows),
    last_zone: lastZone === undefined ? '' : list('last_zone', [`0x${lastZone.toString(16)}`]),
    refusals: '',
  });
  folders.push(folder);
  aProgram(folder, 'nc', `read question; cat ${folder}/state`);
  aProgram(
    folder,
    'nft',
    `case "$*" in
  'list set inet gantry last_zone') [ -s ${folder}/last_zone ] || exit 1; cat ${folder}/last_zone ;;
  'list map inet gantry zones4') cat ${folder}/zones ;;
  'list map inet gantry flows4') cat ${folder}/flows ;;
  '-f -')
    cat >${folder}/rules
    [ $(wc -l <${folder}/refusals) -ge ${refuses} ] || { echo >>${folder}/refusals; echo refused; exit 1; } ;;
esac`,
  );
  const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', program, 'sh', ...args], {
    env: { PATH: `${folder}:/usr/bin:/bin` },
    encoding: 'utf8',
  });
  const rules = (): readonly string[] => readFileSync(join(folder, 'rules'), 'utf8').trimEnd().split('\n');
  return { status, said: stdout.trim().split('\n'), complaints: stderr.trim(), rules };
}

const list = (name: string, elements: readonly string[]): string =>
  `table inet gantry {\n\tmap ${name} {\n\t\telements = { ${elements.join(',\n\t\t\t     ')} }\n\t}\n}\n`;

function aProgram(folder: string, name: string, text: string): void {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
}

const zonesIn = (rules: readonly string[]): string | undefined =>
  rules.find((rule) => rule.startsWith('add element inet gantry zones4'))?.replace(/.*\{ (.*) \}$/, '$1');
const choicesIn = (rules: readonly string[]): string | undefined =>
  rules.find((rule) => rule.includes('jhash'))?.replace(/.*mod/, 'mod');

describe('applyProgram()', () => {
  test('makes rules where there are none, for all containers that HAProxy knows an address of', () => {
    const named = { [FIRST]: '10.0.0.3', [SECOND]: '10.0.0.4', cccccccccccc: undefined };
    const { status, rules } = run(applyProgram(DNS), { named });
    expect(status).toBe(0);
    expect(rules()).toEqual([
      'create table inet gantry',
      'add set inet gantry last_zone { type mark; }',
      'add chain inet gantry arrive { type filter hook prerouting priority raw; }',
      'add chain inet gantry send { type nat hook prerouting priority dstnat; }',
      'add chain inet gantry leave { type nat hook postrouting priority srcnat; }',
      'add map inet gantry zones4 { type ipv4_addr : mark; }',
      'add map inet gantry flows4 { type ipv4_addr . inet_service . inet_service : mark; size 131072; flags dynamic,timeout; timeout 1m; }',
      'add chain inet gantry choose4',
      'add element inet gantry last_zone { 4 }',
      'flush chain inet gantry arrive',
      'flush chain inet gantry send',
      'flush chain inet gantry leave',
      'add rule inet gantry arrive iifname "lo" accept',
      'add rule inet gantry leave meta mark != 0 ct status dnat masquerade',
      'flush map inet gantry zones4',
      'flush chain inet gantry choose4',
      `add element inet gantry zones4 { 10.0.0.3 comment "${FIRST}" : 1, 10.0.0.4 comment "${SECOND}" : 2,  }`,
      'add rule inet gantry arrive udp sport { 53, 123 } ct zone set ip saddr map { 10.0.0.3 : 1, 10.0.0.4 : 2,  } accept',
      'add rule inet gantry arrive icmp type destination-unreachable ct zone set ip saddr map { 10.0.0.3 : 1, 10.0.0.4 : 2,  } accept',
      'add rule inet gantry arrive meta nfproto ipv4 udp dport { 53, 123 } fib daddr type local goto choose4',
      'add rule inet gantry choose4 meta mark set ip saddr . udp sport . udp dport map @flows4',
      'add rule inet gantry choose4 meta mark { 1, 2,  } update @flows4 { ip saddr . udp sport . udp dport : meta mark }',
      'add rule inet gantry choose4 meta mark { 1, 2,  } ct zone set meta mark map { 1 : 1, 2 : 2,  } accept',
      'add rule inet gantry send udp dport { 53, 123 } dnat ip to meta mark map { 1 : 10.0.0.3, 2 : 10.0.0.4,  }',
      'add rule inet gantry choose4 delete @flows4 { ip saddr . udp sport . udp dport : meta mark }',
      'add rule inet gantry choose4 meta mark set jhash ip saddr . udp sport mod 2 seed 1 map { 0 : 1, 1 : 2,  }',
      'add rule inet gantry choose4 update @flows4 { ip saddr . udp sport . udp dport : meta mark }',
      'add rule inet gantry choose4 ct zone set meta mark map { 1 : 1, 2 : 2,  } accept',
      'add rule inet gantry choose4 drop',
    ]);
  });

  test('leaves the flows of a container that the configuration names no more where they are', () => {
    const zones = [`10.0.0.3 comment "${FIRST}" : 0x0000000a`];
    const { rules } = run(applyProgram(DNS), { named: { [SECOND]: '10.0.0.4' }, zones, lastZone: 12 });
    expect(rules().slice(0, 2)).toEqual([
      'delete element inet gantry last_zone { 12 }',
      'add element inet gantry last_zone { 14 }',
    ]);
    expect(zonesIn(rules())).toBe(`10.0.0.4 comment "${SECOND}" : 13, 10.0.0.3 comment "${FIRST}" : 10, `);
    expect(choicesIn(rules())).toBe('mod 1 seed 1 map { 0 : 13,  }');
  });

  test('gives a container its zone again, and takes it from one that has no address any more', () => {
    const zones = [`10.0.0.3 comment "${FIRST}" : 0xa`, `10.0.0.4 comment "${SECOND}" : 0xb`];
    const named = { [FIRST]: undefined, [SECOND]: '10.0.0.4' };
    const { rules } = run(applyProgram(DNS), { named, zones, lastZone: 12 });
    expect(zonesIn(rules())).toBe(`10.0.0.4 comment "${SECOND}" : 11, `);
  });

  test('gives an address that another container has now a new zone', () => {
    const zones = [`10.0.0.3 comment "${FIRST}" : 0xa`];
    const { rules } = run(applyProgram(DNS), { named: { [SECOND]: '10.0.0.3' }, zones, lastZone: 12 });
    expect(zonesIn(rules())).toBe(`10.0.0.3 comment "${SECOND}" : 13, `);
  });

  test('begins again with the zones after the last one that there can be', () => {
    const { rules } = run(applyProgram(DNS), {
      named: { [FIRST]: '10.0.0.3' },
      zones: [],
      lastZone: 65_535,
    });
    expect(zonesIn(rules())).toBe(`10.0.0.3 comment "${FIRST}" : 1, `);
  });

  test('drops what there is nobody for', () => {
    const { rules } = run(applyProgram(DNS), { zones: [], lastZone: 3 });
    expect(rules().filter((rule) => rule.includes('choose4 '))).toEqual([
      'add rule inet gantry choose4 drop',
    ]);
  });

  test('begins again when somebody else has written rules meanwhile', () => {
    const { status, complaints } = run(applyProgram(DNS), { zones: [], lastZone: 3, refuses: 2 });
    expect({ status, complaints }).toEqual({ status: 0, complaints: '' });
  });

  test('says what nft said when it refuses the rules', () => {
    const { status, complaints } = run(applyProgram(DNS), { refuses: 100 });
    expect({ status, complaints }).toEqual({ status: RULES_REFUSED_EXIT, complaints: 'refused' });
  });

  test('changes nothing when HAProxy does not answer', () => {
    const { status, rules } = run(applyProgram(DNS), { answers: false });
    expect(status).toBe(1);
    expect(rules).toThrow('ENOENT');
  });
});

test('forgetProgram() lets a container answer what it was asked, and sends it nothing more', () => {
  const zones = [
    `10.0.0.3 comment "${FIRST}" : 0xa`,
    `10.0.0.4 comment "${SECOND}" : 0xb`,
    '10.0.0.5 comment "-" : 0xc',
  ];
  const world = { named: { [SECOND]: '10.0.0.4' }, zones, lastZone: 12 };
  const { rules } = run(forgetProgram(DNS), world, FIRST);
  expect(zonesIn(rules())).toBe(`10.0.0.4 comment "${SECOND}" : 11, 10.0.0.3 comment "-" : 10, `);
  expect(rules().find((rule) => rule.includes('dnat ip'))).toContain('map { 11 : 10.0.0.4,  }');
  expect(rules().find((rule) => rule.includes('arrive udp sport'))).toContain('10.0.0.3 : 10');
});

test('recentProgram() counts the clients that have sent something to a container within three seconds', () => {
  const flows = [
    '10.9.0.1 . 4000 . 53 expires 59s664ms : 0x0000000a',
    '10.9.0.1 . 4001 . 53 expires 57s4ms : 0x0000000a',
    '10.9.0.1 . 4002 . 53 expires 56s999ms : 0x0000000a',
    '10.9.0.1 . 4003 . 53 expires 1m : 0x0000000b',
  ];
  const zones = [`10.0.0.3 comment "${FIRST}" : 0xa`, `10.0.0.4 comment "${SECOND}" : 0xb`];
  const { said } = run(recentProgram(DNS), { zones, flows }, FIRST, SECOND, 'cccccccccccc');
  expect(said).toEqual(['2', '1']);
});

test('tryProgram() gives nft rules of both kinds of addresses, and reads what it shows of them', () => {
  const both: Datagrams = { ports: [53], families: 'both' };
  const { status, rules } = run(tryProgram(both), { zones: ['192.0.2.1 comment "aaaaaaaaaaaa" : 0x1'] });
  expect(status).toBe(0);
  expect(rules().filter((rule) => rule.includes('dnat'))).toEqual([
    'add rule inet gantry leave meta mark != 0 ct status dnat masquerade',
    'add rule inet gantry send udp dport { 53 } dnat ip to meta mark map { 2 : 192.0.2.1, 3 : 192.0.2.2,  }',
    'add rule inet gantry send udp dport { 53 } dnat ip6 to meta mark map { 4 : 2001:db8::1, 5 : 2001:db8::2,  }',
  ]);
  expect(run(tryProgram(both), { zones: [] }).status).toBe(RULES_REFUSED_EXIT);
});
