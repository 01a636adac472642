import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { portCommand } from '../../../src/cli/commands/port.ts';
import { aCli } from '../../support/a-cli.ts';
import { aFolder } from '../../support/a-folder.ts';
import { anObservedContainer } from '../../support/an-observed-container.ts';
import { RecordingEngine } from '../../support/recording-engine.ts';

test('port writes an address of IPv6 in brackets, so that it can be told from the port', async () => {
  const folder = aFolder({ 'compose.yaml': 'name: app\nservices: {web: {image: busybox}}\n' });
  const ports = [{ target: 80, protocol: 'tcp', hostIp: '::1', published: 8080 }];
  const engine = new RecordingEngine({ containers: [anObservedContainer('web', { ports })] });
  const cli = aCli(folder, { engine });
  try {
    await portCommand(cli).parseAsync(['web', '80'], { from: 'user' });

    expect(cli.written.stdout).toBe('[::1]:8080\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
