export type { Today as TodayView, TodayDecision as Decision } from '../../kit/api/types';
