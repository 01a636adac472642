import { UserError } from '../../diagnostics/user-error.ts';
import type { Engine } from '../../engine/port/engine.ts';
import { hidePasswords } from '../../util/looks-secret.ts';
import type { Cli } from '../context/cli.ts';
import { askInfo } from './ask-info.ts';
import { checkAddresses } from './check-addresses.ts';
import { checkDaemon } from './check-daemon.ts';
import { checkDns } from './check-dns.ts';
import { CLOCK_WARN_S, checkEngine } from './check-engine.ts';
import { checkLayers } from './check-layers.ts';
import { checkMachine } from './check-machine.ts';
import { checkProject } from './check-project.ts';
import { checkStorage } from './check-storage.ts';
import { checkSubnets } from './check-subnets.ts';
import { checkCredentials, checkTools } from './check-tools.ts';
import { checkVersion } from './check-version.ts';
import { explainAddress } from './explain-address.ts';
import { type Finding, fail, ok } from './finding.ts';
import { gatherLayers } from './gather-layers.ts';
import { gatherMachine } from './gather-machine.ts';
import { judge } from './judge.ts';
import type { Use } from './machine-rules.ts';
import { within } from './within.ts';

/** A busy engine needs longer than this to add up its disks, or what containers have written. Nobody waits so long for one line. */
const PATIENCE_MS = 5000;

/** Everything there is to look at, in the order of being shown. Without an engine, what can be told without it. */
export async function examine(cli: Cli, use: Use = 'dev'): Promise<readonly Finding[]> {
  const [engine, tools, credentials, dns] = await Promise.all([
    examineEngine(cli, use),
    checkTools(),
    checkCredentials(cli.environment),
    checkDns(),
  ]);
  return [...engine, ...tools, ...credentials, ...dns].map(withoutPasswords);
}

/** An address of an engine, or of a proxy, may have one. */
const withoutPasswords = (finding: Finding): Finding => ({ ...finding, text: hidePasswords(finding.text) });

async function examineEngine(cli: Cli, use: Use): Promise<readonly Finding[]> {
  const why = explainAddress(cli.environment, cli.globals);
  try {
    const engine = await cli.engine();
    const version = await engine.version();
    const asked = await askInfo(engine, CLOCK_WARN_S[use] * 1000);
    const { info } = asked;
    const findings = checkEngine(version, asked, use);
    const [usage, subnets, files] = await Promise.all([
      within(PATIENCE_MS, engine.diskUsage()),
      checkSubnets(engine),
      checkProject(cli),
    ]);
    const [machine, layers] = await Promise.all([
      gatherMachine(engine, { version, info }, cli.environment, {
        withLogs: use === 'prod',
        project: files.project,
      }),
      files.project ? within(PATIENCE_MS, gatherLayers(engine, files.project)) : [],
    ]);
    const answers = [
      ...checkVersion(machine),
      checkStorage(usage, machine.space, use),
      ...checkMachine(machine),
      ...checkDaemon(machine),
      ...checkAddresses(machine),
      ...checkLayers(layers),
    ];
    const judged = answers.flatMap((answer) => judge(answer, use));
    return [reached(engine, why), ...findings, ...judged, ...subnets, ...files.findings];
  } catch (error) {
    if (error instanceof UserError) return [fail('engine', `${error.message} (${why})`, error.hint)];
    throw error;
  }
}

const reached = ({ endpoint }: Engine, why: string): Finding =>
  ok('engine', `answers at ${endpoint} (${why})`);
