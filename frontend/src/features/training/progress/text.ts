import { msg } from '../../../kit';
import type { PhaseState, Progress, RequirementState } from '../../../kit/api/types';

/** Formats an amount: hours for minutes, times for counts. */
export function amountText(amount: number, unit: string): string {
  if (unit !== 'minutes') return msg.progress.times(amount);
  return msg.progress.hours(Math.floor(amount / 60), amount % 60);
}

/** The phase in which a requirement can be met. */
export function openPhase(progress: Progress): PhaseState | undefined {
  return progress.phases.find((phase) => phase.state !== 'approved' && phase.state !== 'locked');
}

/** Whether a person confirms it, rather than the attendance of a session. */
export function isConfirmed(entry: RequirementState): boolean {
  return ['assessment', 'evidence', 'statement', 'reflection_minutes'].includes(entry.requirement.kind);
}

export function isDone(entry: RequirementState): boolean {
  return entry.is_met || entry.is_waived;
}
