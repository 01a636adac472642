import type { Finding } from './finding.ts';
import { type Answer, MACHINE_RULES, type RuleRow, type Use } from './machine-rules.ts';

/** @returns none: the rule is not asked for this use */
export function judge({ kind, ...answer }: Answer, use: Use): readonly Finding[] {
  const row: RuleRow = MACHINE_RULES[answer.rule];
  const level = row[use];
  if (level === 'off') return [];
  const { level: worse, ...said } = { level: undefined, ...answer };
  if (kind === 'concern') return [{ check: row.check, status: worse ?? level, ...said }];
  return [{ check: row.check, status: kind === 'fine' ? 'ok' : 'unknown', ...said }];
}
