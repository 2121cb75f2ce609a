import { language, msg } from '../../../kit';
import type { PlanningRule, PlanningRuleRow } from '../../../kit/api/types';

/** Where a row applies, in words. */
export function whereOf(row: PlanningRuleRow): string {
  if (row.scope === 'all') return msg.planningRules.scopeName.all;
  if (row.type_name) return language.of(row.type_name);
  return row.name ?? row.scope_id;
}

export function nameOf(rule: PlanningRule): string {
  return msg.planningRules.names[rule.code] ?? rule.code;
}

/** What a row says: the amount, if the rule has one, and what happens when it is broken. */
export function saysOf(rule: PlanningRule, row: PlanningRuleRow): string {
  const severity = msg.planningRules.severities[row.severity];
  const unit = rule.unit ? (msg.planningRules.units[rule.unit] ?? rule.unit) : '';
  return msg.planningRules.says(rule.unit ? row.amount : null, unit, severity);
}
