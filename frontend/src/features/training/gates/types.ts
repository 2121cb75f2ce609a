export type { GateLabel as Label } from '../../../kit/api/types';
