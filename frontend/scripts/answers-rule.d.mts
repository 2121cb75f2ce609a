import type { Rule } from 'eslint';

export const answersFromTheDocument: Rule.RuleModule;
