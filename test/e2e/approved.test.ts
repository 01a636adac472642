import { afterEach, describe, expect, test } from 'vitest';
import { freePort, freeSubnet } from '../support/free-addresses.ts';
import { aWorkspace, containersOf, type Workspace } from '../support/gantry.ts';

const IMAGE = 'image: "busybox:latest", command: sleep 600, init: true, stop_grace_period: 0s';

let workspace: Workspace | undefined;
afterEach(async () => {
  await workspace?.remove();
  workspace = undefined;
});

function having(name: string, files: Readonly<Record<string, string>>): Workspace {
  workspace = aWorkspace(name, files);
  return workspace;
}

/** What is told to do, without progress, which only the command itself has. */
const errorsIn = (stderr: string): readonly string[] =>
  stderr.split('\n').filter((line) => /^(?:error: | {2}try: |nothing was changed)/.test(line));

describe('what is approved', () => {
  test('plan and --dry-run end as up would, and nothing is there afterwards', async () => {
    const port = await freePort();
    const { gantry, project } = having('approved', {
      'compose.yaml': `services:
  web: {${IMAGE}, ports: ["${port}:80"], secrets: [key]}
  api: {${IMAGE}, ports: ["127.0.0.1:${port}:80"]}
secrets: {key: {file: ./gone.txt}}
`,
    });
    const up = await gantry('up -d');
    expect(up.code).toBe(1);
    expect(errorsIn(up.stderr)).toHaveLength(5);
    for (const words of ['plan', 'plan up -d', '--dry-run up -d', 'plan -o saved.plan']) {
      const { code, stdout, stderr } = await gantry(words);
      expect([words, code, errorsIn(stderr)]).toEqual([words, 1, errorsIn(up.stderr)]);
      expect(stdout).toContain('3 to create');
    }
    expect((await gantry('apply saved.plan')).stderr).toContain('missing-file');
    expect((await gantry('check')).code).toBe(1);
    expect((await gantry('config -q')).code).toBe(1);
    expect((await gantry('config')).code).toBe(0);
    expect(await containersOf(project)).toEqual({});
  });

  test('a second replica on a fixed port is refused with what helps', async () => {
    const port = await freePort();
    const { gantry } = having('approved-scale', {
      'compose.yaml': `services:\n  web: {${IMAGE}, ports: ["${port}:80"]}\n`,
    });
    expect((await gantry('up -d')).code).toBe(0);
    for (const words of ['plan scale web=2', '--dry-run scale web=2', 'scale web=2']) {
      const { code, stderr } = await gantry(words);
      expect([words, code]).toEqual([words, 1]);
      expect(stderr).toContain('publish a range');
    }
  });
});

describe('a network whose subnet changes', () => {
  test('is refused before anything is touched where another project has the addresses', async () => {
    const [mine, theirs] = [await freeSubnet(), await freeSubnet()];
    const other = aWorkspace('approved-other', {
      'compose.yaml': `services:\n  web: {${IMAGE}}\nnetworks: {default: {ipam: {config: [{subnet: ${theirs}.0/24}]}}}\n`,
    });
    try {
      expect((await other.gantry('up -d')).code).toBe(0);
      const file = (subnet: string) =>
        `services:\n  web: {${IMAGE}}\nnetworks: {default: {ipam: {config: [{subnet: ${subnet}}]}}}\n`;
      const { gantry, write, project } = having('approved-subnet', {
        'compose.yaml': file(`${mine}.0/24`),
      });
      expect((await gantry('up -d')).code).toBe(0);
      const before = await containersOf(project);
      write('compose.yaml', file(`${theirs}.128/25`));
      for (const words of ['plan', 'up -d']) {
        const { code, stderr } = await gantry(words);
        expect([words, code]).toEqual([words, 1]);
        expect(stderr).toContain(`of project "${other.project}"`);
        expect(stderr).toContain('nothing was changed');
      }
      expect(await containersOf(project)).toEqual(before);
    } finally {
      await other.remove();
    }
  });

  test('and that the engine refuses leaves the old one as it was, with its containers on it and running', async () => {
    const [mine, next] = [await freeSubnet(), await freeSubnet()];
    const file = (subnet: string, more = '') => `services:
  web: {${IMAGE}, networks: {n: {aliases: [www], ipv4_address: ${subnet}.9}}}
  api: {${IMAGE}, networks: [n]}
networks: {n: {ipam: {config: [{subnet: ${subnet}.0/24}]}${more}}}
`;
    const { gantry, write, project } = having('approved-back', { 'compose.yaml': file(mine) });
    expect((await gantry('up -d')).code).toBe(0);
    const before = await containersOf(project);
    // Only the engine knows how long the name of an interface may be.
    const tooLong = 'a-name-that-no-interface-can-have';
    write('compose.yaml', file(next, `, driver_opts: {com.docker.network.bridge.name: ${tooLong}}`));
    const { code, stderr } = await gantry('up -d');
    expect(code).toBe(1);
    expect(stderr).toContain('was put back as it was');
    expect(await containersOf(project)).toEqual(before);
    write('compose.yaml', file(mine));
    expect((await gantry('plan')).stdout).toContain('would change nothing');
    expect((await gantry('exec -T api ping -c 1 -w 2 www')).code).toBe(0);
  });
});
