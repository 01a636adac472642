import type { MergeRule, RuleTree } from './merge-by-shape.ts';
import { build, byName, byPair, collected, hosts, logging, pools, replaced } from './merge-ways.ts';

/** Attributes that are not merged by their shape. Source: https://github.com/compose-spec/compose-spec/blob/main/13-merge.md. */
const RULES: readonly (readonly [pattern: string, rule: MergeRule])[] = [
  ['services.*.command', replaced],
  ['services.*.entrypoint', replaced],
  ['services.*.extends', replaced],
  ['services.*.healthcheck.test', replaced],
  ['services.*.ulimits.*', replaced],
  ['services.*.build.ulimits.*', replaced],

  ['services.*.annotations', byPair],
  ['services.*.build.additional_contexts', byPair],
  ['services.*.build.args', byPair],
  ['services.*.build.labels', byPair],
  ['services.*.deploy.labels', byPair],
  ['services.*.environment', byPair],
  ['services.*.labels', byPair],
  ['services.*.sysctls', byPair],
  ['networks.*.labels', byPair],
  ['volumes.*.labels', byPair],
  ['secrets.*.labels', byPair],
  ['configs.*.labels', byPair],

  ['services.*.dns', collected],
  ['services.*.dns_opt', collected],
  ['services.*.dns_search', collected],
  ['services.*.env_file', collected],
  ['services.*.label_file', collected],
  ['services.*.tmpfs', collected],
  ['services.*.build.no_cache_filter', collected],
  ['services.*.cap_add', collected],
  ['services.*.cap_drop', collected],
  ['services.*.configs', collected],
  ['services.*.device_cgroup_rules', collected],
  ['services.*.devices', collected],
  ['services.*.expose', collected],
  ['services.*.external_links', collected],
  ['services.*.group_add', collected],
  ['services.*.links', collected],
  ['services.*.networks.*.aliases', collected],
  ['services.*.networks.*.link_local_ips', collected],
  ['services.*.ports', collected],
  ['services.*.profiles', collected],
  ['services.*.secrets', collected],
  ['services.*.security_opt', collected],
  ['services.*.volumes', collected],
  ['services.*.volumes_from', collected],
  ['services.*.build.tags', collected],
  ['services.*.build.secrets', collected],
  ['services.*.extra_hosts', hosts],
  ['services.*.build.extra_hosts', hosts],

  ['services.*.depends_on', byName(() => ({ condition: 'service_started', required: true }))],
  ['services.*.networks', byName(() => null)],
  ['services.*.models', byName(() => null)],
  ['services.*.build', build],
  ['services.*.logging', logging],
  ['networks.*.ipam.config', pools],
];

export const MERGE_RULES: RuleTree = compile();

function compile(): RuleTree {
  const root: RuleTree = { members: new Map() };
  for (const [pattern, rule] of RULES) {
    let node = root;
    for (const name of pattern.split('.')) {
      const next = node.members.get(name) ?? { members: new Map() };
      node.members.set(name, next);
      node = next;
    }
    node.rule = rule;
  }
  return root;
}
