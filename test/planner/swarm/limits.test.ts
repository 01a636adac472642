import { describe, expect, test } from 'vitest';
import { SeveralErrors } from '../../../src/diagnostics/several-errors.ts';
import { UserError } from '../../../src/diagnostics/user-error.ts';
import { planSwarmUp } from '../../../src/planner/swarm/plan-swarm-up.ts';
import { EMPTY_SWARM } from '../../support/a-swarm.ts';
import { loadFiles } from '../../support/load-files.ts';

/** What the plan is refused for: each message with the first setting that it is about. */
async function refused(settings: string, rest = ''): Promise<readonly string[]> {
  const { project } = await loadFiles(`services: {web: {image: web, ${settings}}}\n${rest}`);
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
});
