import { describe, expect, test } from 'vitest';
import { SeveralErrors } from '../../../src/diagnostics/several-errors.ts';
import { UserError } from '../../../src/diagnostics/user-error.ts';
import { planSwarmUp } from '../../../src/planner/swarm/plan-swarm-up.ts';
import { EMPTY_SWARM } from '../../support/a-swarm.ts';
import { loadFiles } from '../../support/load-files.ts';

/** What the plan is refused for: each message with the first setting that it is about. */
async function refused(
  settings: string,
  rest = '',
  environment: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const { project } = await loadFiles(`services: {web: {image: web, ${settings}}}\n${rest}`, { environment });
  try {
    planSwarmUp(project, EMPTY_SWARM);
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const errors = error instanceof SeveralErrors ? error.errors : [error];
    return errors.map(({ message, about }) => `${message} (${about?.settings[0]})`);
  }
}

describe('a plan for a swarm refuses', () => {
  test.each([
    ['hostname: "{{.Node.Name}}"', 'a swarm knows no .Node.Name in a template (hostname)'],
    [
      'hostname: "{{.Node.Hostname.Short}}"',
      'a swarm knows no .Node.Hostname.Short in a template (hostname)',
    ],
    [
      'hostname: "{{.Service.Labels.tier}}"',
      'a swarm knows no .Service.Labels.tier in a template (hostname)',
    ],
    ['hostname: "{{lower .Node.Hostname}}"', 'a swarm knows no lower in a template (hostname)'],
    ['hostname: "web-{{.Task.Slot"', 'a template begins with {{ and does not end (hostname)'],
    ['environment: {A: "{{.Container.ID}}"}', 'a swarm knows no .Container.ID in a template (environment.A)'],
    ['volumes: ["./{{.Task.Number}}:/data"]', 'a swarm knows no .Task.Number in a template (volumes,/data)'],
  ])('a template that the swarm cannot expand: %s', async (settings, problem) => {
    expect(await refused(settings)).toEqual([`service "web": ${problem}`]);
  });

  test('no template that the swarm may expand', async () => {
    const hostname = `{{.Node.Hostname}}-{{ printf "%s{{x}}" .Task.Slot }}{{/* .Foo */}}`;
    const env = `{A: '{{index .Service.Labels "tier"}}', B: "{{if eq .Task.Slot \\"1\\"}}first{{else}}later{{end}}", C: "{{with .Node}}{{.Hostname}}{{end}}"}`;
    expect(await refused(`hostname: '${hostname}', environment: ${env}`)).toEqual([]);
    expect(await refused('hostname: "{{.Service.Labels.tier}}", deploy: {labels: {tier: front}}')).toEqual(
      [],
    );
  });

  test('no field that stands under a condition: it may be expanded for no task', async () => {
    expect(await refused(`hostname: '{{if eq .Task.Slot "0"}}{{.Foo}}{{end}}'`)).toEqual([]);
  });

  const content = (text: string, driver = 'golang') =>
    `configs: {page: {content: ${JSON.stringify(text)}, template_driver: ${driver}}}`;

  test.each([
    ['{{.Foo}}', 'a swarm knows no .Foo in a template'],
    ['{{lower .Node.Hostname}}', 'a swarm knows no lower in a template'],
    ['{{secret "key"', 'a template begins with {{ and does not end'],
    [
      '{{secret "other"}}',
      'its template asks for the secret "other", which a service that uses it does not have under this name',
    ],
  ])('a config whose template fails at the start of each task: %s', async (text, problem) => {
    expect(await refused('configs: [page]', content(text))).toEqual([`config "page": ${problem} (content)`]);
  });

  test('no config whose template the swarm may expand, and none that is no template', async () => {
    const rest = (text: string) => `${content(text)}\nsecrets: {key: {environment: HOME}}`;
    const text = '{{secret "key"}} {{config "/page"}} {{env "ANY"}} {{.Node.Hostname}} {{join "a" "b"}}';
    expect(await refused('configs: [page], secrets: [key]', rest(text), { HOME: '/root' })).toEqual([]);
    expect(await refused('configs: [page]', content('{{if false}}{{secret "key"}}{{end}}'))).toEqual([]);
    expect(await refused('configs: [page]', 'configs: {page: {content: "{{.Foo}}"}}')).toEqual([]);
  });

  test('a secret whose template fails, without a word of what stands in it', async () => {
    const secret = 'secrets: {key: {environment: KEY, template_driver: golang}}';
    expect(await refused('secrets: [key]', secret, { KEY: 'a {{.Hidden}}' })).toEqual([
      'secret "key": its template cannot be expanded by a swarm (content)',
    ]);
  });

  test('a template_driver that no node knows', async () => {
    expect(await refused('configs: [page]', content('{{.Foo}}', 'jinja'))).toEqual([
      'config "page": a swarm knows no template_driver jinja (template_driver)',
    ]);
  });

  test('a template of two services once', async () => {
    const { project } = await loadFiles(
      `services: {a: {image: i, configs: [page]}, b: {image: i, configs: [page]}}\n${content('{{.Foo}}')}`,
    );
    expect(() => planSwarmUp(project, EMPTY_SWARM)).toThrow(
      expect.not.objectContaining({ errors: expect.anything() }),
    );
  });

  test('addresses that are none', async () => {
    expect(
      await refused('dns: [nope, 10.0.0.1], extra_hosts: ["a=10.0.0.2", "b=nope", "c=host-gateway"]'),
    ).toEqual([
      'service "web": "nope" in dns is no address (dns,nope)',
      'service "web": "nope" in extra_hosts is no address (extra_hosts,nope)',
    ]);
  });

  test('a network that only nodes can have by themselves, and takes the one of each node that is there', async () => {
    const networks = (one: string) => `networks: {out: ${one}}`;
    expect(await refused('networks: [out]', networks('{driver: macvlan}'))).toEqual([
      'network "out": a swarm has no macvlan network without settings of each node (driver)',
    ]);
    expect(await refused('networks: [out]', networks('{external: true, name: host}'))).toEqual([]);
  });

  const subnets = (...texts: readonly string[]) =>
    `networks: {out: {ipam: {config: [${texts.map((subnet) => `{subnet: "${subnet}"}`).join(', ')}]}}}`;

  test('subnets that are none, all of them', async () => {
    expect(
      await refused('networks: [out]', subnets('10.0.0.0/33', 'fd00::/129', '10.0.0.0', '10.1.2.3/20')),
    ).toEqual([
      'network "out": "10.0.0.0/33" is no subnet (ipam.config,10.0.0.0/33)',
      'network "out": "fd00::/129" is no subnet (ipam.config,fd00::/129)',
      'network "out": "10.0.0.0" is no subnet (ipam.config,10.0.0.0)',
      'network "out": 10.1.2.3/20 is an address within a subnet, and not a subnet (ipam.config,10.1.2.3/20)',
    ]);
    expect(
      await refused(
        'networks: [out]',
        subnets('10.0.0.0/8', '172.31.255.0/24', '192.168.0.9/32', '0.0.0.0/0', 'fd00::/64'),
      ),
    ).toEqual([]);
  });

  test('no address within a subnet where the engine takes it', async () => {
    const { project } = await loadFiles(
      `services: {web: {image: web, networks: [out]}}\n${subnets('10.1.2.3/20')}`,
    );
    expect(() => planSwarmUp(project, { ...EMPTY_SWARM, apiVersion: '1.44' })).toThrow();
    expect(() => planSwarmUp(project, { ...EMPTY_SWARM, apiVersion: '1.43' })).not.toThrow();
  });
});
