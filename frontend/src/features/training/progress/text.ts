import { msg } from '../../../kit';
import type { PhaseState, Progress, RequirementState } from '../../../kit/api/types';

/** An amount as people say it: hours for minutes, times for counts. */
export function amountText(amount: number, unit: string): string {
  if (unit !== 'minutes') return msg.progress.times(amount);
  return msg.progress.hours(Math.floor(amount / 60), amount % 60);
}

/** The phase in which something can be done. */
export function openPhase(progress: Progress): PhaseState | undefined {
  return progress.phases.find((phase) => phase.state !== 'approved' && phase.state !== 'locked');
}

/** What a person confirms, not the attendance of a session. */
export function isConfirmed(entry: RequirementState): boolean {
  return ['assessment', 'evidence', 'statement', 'reflection_minutes'].includes(entry.requirement.kind);
}

export function isDone(entry: RequirementState): boolean {
  return entry.is_met || entry.is_waived;
}
