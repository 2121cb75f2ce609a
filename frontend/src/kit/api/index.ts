export { api, type Query } from './client';
export { Problem, isProblem } from './problem';
export type * from './types';
