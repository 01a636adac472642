import { isEngineAddress } from '../../model/node-addresses.ts';
import { readOnFailure } from '../../model/on-failure.ts';
import { readBehindProxy } from '../../model/own-proxy.ts';
import { MOST_KEPT_RELEASES } from '../../model/release.ts';
import { readSettleMs } from '../../model/settle.ts';
import { readTrashSeconds } from '../../model/trash.ts';
import { isImageName } from '../../util/is-image-name.ts';
import { suggest } from '../../util/suggest.ts';
import { isMap, type Path, type Tree } from '../tree/tree.ts';
import { checkBackup } from './backup-is-known.ts';
import { checkIgnoredRules } from './check-is-known.ts';
import { checkIngress } from './ingress-is-known.ts';
import { checkInputs } from './inputs-are-known.ts';
import { type Checked, type Rule, reportAt, written } from './rule.ts';
import { checkLabels, checkTags } from './tags-are-known.ts';
import { checkArtifacts, checkTest } from './test-is-known.ts';

/** Checks the value of one attribute, which stands at `here`. */
type CheckAttribute = (checked: Checked, here: Path, value: Tree) => void;

type Attributes = ReadonlyMap<string, CheckAttribute>;

const SHARED: readonly (readonly [string, CheckAttribute])[] = [
  ['check', checkIgnoredRules],
  ['ingress', checkIngress],
  ['labels', checkLabels],
  ['settle', checkSettle],
  ['tags', checkTags],
];

/** What `x-gantry` may have: of the project, and of a service. */
const OF_PROJECT = sorted([
  ...SHARED,
  ['history', checkHistory],
  ['instance', checkInstance],
  ['load-images', checkLoadImages],
  ['nodes', checkNodes],
  ['on', checkOn],
  ['on-failure', checkOnFailure],
  ['registry', checkRegistry],
  ['trash', checkTrash],
]);
const OF_SERVICE = sorted([
  ...SHARED,
  ['artifacts', checkArtifacts],
  ['backup', checkBackup],
  ['behind-proxy', checkBehindProxy],
  ['handover', checkHandover],
  ['inputs', checkInputs],
  ['test', checkTest],
]);

/** `x-gantry` of the project or of a service has only what gantry knows, with valid values. */
export const gantryIsKnown: Rule = (checked) => {
  check(checked, [], 'the project', OF_PROJECT);
  for (const name of checked.services.keys()) check(checked, ['services', name], 'a service', OF_SERVICE);
};

function check(checked: Checked, path: Path, owner: string, attributes: Attributes): void {
  const here = [...path, 'x-gantry'];
  const gantry = written(checked.tree, here);
  if (gantry === undefined || gantry === null) return;
  if (!isMap(gantry)) {
    reportAt(checked, here, {
      code: 'bad-value',
      message: 'x-gantry is a mapping',
      hint: 'write "x-gantry: {settle: 5s}"',
    });
    return;
  }
  for (const [name, value] of Object.entries(gantry)) {
    const checkValue = attributes.get(name);
    if (checkValue) checkValue(checked, [...here, name], value);
    else
      reportAt(checked, [...here, name], {
        code: 'unknown-attribute',
        part: 'key',
        message: `unknown attribute "${name}" in x-gantry of ${owner}`,
        hint: suggest(name, [...attributes.keys()]),
      });
  }
}

function sorted(attributes: readonly (readonly [string, CheckAttribute])[]): Attributes {
  return new Map(attributes.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function checkSettle(checked: Checked, here: Path, settle: Tree): void {
  if (readSettleMs(settle) !== undefined) return;
  reportAt(checked, here, {
    code: 'bad-value',
    message: 'settle is a duration',
    hint: 'write numbers with units (ms, s, m, h), such as "5s"',
  });
}

function checkInstance(checked: Checked, here: Path, instance: Tree): void {
  if (typeof instance === 'string') return;
  reportAt(checked, here, {
    code: 'bad-value',
    message: 'instance is a name, or a template of one',
    hint: 'write "instance: review", or "{git-branch}" in quotes',
  });
}

function checkHistory(checked: Checked, here: Path, history: Tree): void {
  if (Number.isInteger(history) && Number(history) >= 0 && Number(history) <= MOST_KEPT_RELEASES) return;
  reportAt(checked, here, {
    code: 'bad-value',
    message: 'history is the number of releases that are kept',
    hint: `write a number from 0 (none) to ${MOST_KEPT_RELEASES}`,
  });
}

function checkOn(checked: Checked, here: Path, on: Tree): void {
  if (on === 'swarm' || on === 'engine') return;
  reportAt(checked, here, {
    code: 'bad-value',
    message: 'on is engine or swarm: what runs the project',
    hint: 'write "x-gantry: {on: swarm}"',
  });
}

function checkOnFailure(checked: Checked, here: Path, onFailure: Tree): void {
  if (typeof onFailure === 'string' && readOnFailure(onFailure) !== undefined) return;
  reportAt(checked, here, {
    code: 'bad-value',
    message: 'on-failure is rollback or leave: whether `up` takes all of a change back when some of it fails',
    hint: 'write "x-gantry: {on-failure: rollback}"',
  });
}

function checkLoadImages(checked: Checked, here: Path, loads: Tree): void {
  if (typeof loads !== 'boolean')
    reportAt(checked, here, {
      code: 'bad-value',
      message: 'load-images is true or false: whether `up` loads what it builds on the nodes of a swarm',
      hint: 'write "x-gantry: {load-images: true}"',
    });
  else if (loads && written(checked.tree, [...here.slice(0, -1), 'registry']) !== undefined)
    reportAt(checked, here, {
      code: 'bad-value',
      message: 'an image is either loaded on the nodes, or pulled by them from a registry',
      hint: 'leave out load-images or registry',
    });
}

function checkNodes(checked: Checked, here: Path, nodes: Tree): void {
  if (!isMap(nodes)) {
    reportAt(checked, here, {
      code: 'bad-value',
      message: 'nodes is a mapping of nodes of a swarm to the addresses of their engines',
      hint: 'write "nodes: {node2: ssh://user@node2}"',
    });
    return;
  }
  for (const [name, address] of Object.entries(nodes)) {
    if (typeof address === 'string' && isEngineAddress(address)) continue;
    reportAt(checked, [...here, name], {
      code: 'bad-value',
      message: `the engine of node ${name} needs an address`,
      hint: 'write it as ssh://user@host, tcp://host:port or unix:///path/to/docker.sock',
    });
  }
}

function checkTrash(checked: Checked, here: Path, trash: Tree): void {
  if (readTrashSeconds(trash) !== undefined) return;
  reportAt(checked, here, {
    code: 'bad-value',
    message: 'trash is how long volumes are kept that are thrown away, or false',
    hint: 'write numbers with units (m, h, d, w), such as "24h"',
  });
}

function checkRegistry(checked: Checked, here: Path, registry: Tree): void {
  // Whatever stands before the name of an image: `host:5000/team`.
  if (typeof registry === 'string' && isRegistryPrefix(registry)) return;
  reportAt(checked, here, {
    code: 'bad-value',
    message: 'registry is a host, with a port and the beginning of names where there are any',
    hint: 'write "x-gantry: {registry: registry.example.com:5000/team}"',
  });
}

/** A single name without a port would be one of Docker Hub. */
function isRegistryPrefix(text: string): boolean {
  const [host = ''] = text.split('/', 1);
  const isHost = host === 'localhost' || /[.:]/.test(host);
  return isHost && isImageName(`${text.replace(/\/$/, '')}/name`);
}

function checkBehindProxy(checked: Checked, here: Path, behindProxy: Tree): void {
  if (readBehindProxy(behindProxy) !== undefined) return;
  reportAt(checked, here, {
    code: 'bad-value',
    message: 'behind-proxy is true, false, or how long the proxy needs to notice a new container',
    hint: 'write numbers with units (ms, s, m, h), such as "5s"',
  });
}

function checkHandover(checked: Checked, here: Path, handover: Tree): void {
  if (typeof handover === 'boolean') return;
  reportAt(checked, here, {
    code: 'bad-value',
    message: 'handover is true or false: whether new connections wait while a container is replaced',
    hint: 'write "x-gantry: {handover: true}"',
  });
}
