import { api, msg } from '../../../kit';
import type { Id, Progress } from '../../../kit/api/types';
import { confirm, toast, toastError, toastUndo } from '../../../ui';

/** Pausing, resuming and leaving; no reason is ever asked for (M16). */

type Change = (progress: Progress) => void;

async function act(enrolment: Id, verb: string, change: Change, said: string, undo?: () => unknown): Promise<void> {
  try {
    change(await api.post<Progress>(`/enrolments/${enrolment}/${verb}`));
    if (undo) toastUndo(said, undo);
    else toast(said);
  } catch (error) {
    toastError(error);
  }
}

export function resume(enrolment: Id, change: Change): Promise<void> {
  return act(enrolment, 'resume', change, msg.progress.resumed);
}

export async function pause(enrolment: Id, change: Change): Promise<void> {
  const { pauseTitle: title, pauseText: text, pause: action } = msg.progress;
  if (!(await confirm({ title, text, action }))) return;
  await act(enrolment, 'pause', change, msg.progress.paused, () => resume(enrolment, change));
}

export async function withdraw(enrolment: Id, change: Change): Promise<void> {
  const { withdrawTitle: title, withdrawText: text, withdraw: action } = msg.progress;
  if (!(await confirm({ title, text, action, isDanger: true }))) return;
  await act(enrolment, 'withdraw', change, msg.progress.withdrawn);
}
