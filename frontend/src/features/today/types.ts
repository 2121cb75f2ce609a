export type { DecisionGroup, OldSession, Today as TodayView, TodayDecision as Decision } from '../../kit/api/types';
