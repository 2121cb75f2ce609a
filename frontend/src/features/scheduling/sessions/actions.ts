import { api, msg, time } from '../../../kit';
import type { SessionView } from '../../../kit/api/types';
import { toast, toastError, toastUndo } from '../../../ui';
import { minutesOf } from '../planning/plan-of';
import { confirmPast } from '../planning/confirm-past';
import { refusalText } from '../planning/refusal';
import { titleOf } from './text';

/** The actions on a session. Each returns the session afterwards, or null after showing the error. */

async function act(path: string, body: object): Promise<SessionView | null> {
  try {
    return await api.post<SessionView>(path, body);
  } catch (error) {
    toast(refusalText(error), { isProblem: true });
    return null;
  }
}

type Change = (session: SessionView) => void;

export async function publish(session: SessionView, change: Change): Promise<void> {
  const { id, row_version } = session;
  try {
    const after = await confirmPast((is_past_meant) =>
      api.post<SessionView>(`/sessions/${id}/publish`, { row_version, is_past_meant }),
    );
    if (!after) return;
    change(after);
    toast(msg.session.published);
  } catch (error) {
    toast(refusalText(error), { isProblem: true });
  }
}

export async function run(session: SessionView, change: Change): Promise<void> {
  const after = await act(`/sessions/${session.id}/run`, {});
  if (!after) return;
  change(after);
  toast(msg.session.started);
}

export async function unrun(session: SessionView, change: Change): Promise<void> {
  const after = await act(`/sessions/${session.id}/unrun`, {});
  if (!after) return;
  change(after);
  toast(msg.session.unrunDone);
}

export async function deliver(session: SessionView, change: Change): Promise<void> {
  const after = await act(`/sessions/${session.id}/deliver`, {});
  if (!after) return;
  change(after);
  toast(msg.session.ended);
}

export async function restore(session: SessionView, change: Change): Promise<void> {
  const after = await act(`/sessions/${session.id}/restore`, {});
  if (!after) return;
  change(after);
  toast(msg.session.restored);
}

/** Shows a toast with Undo after a cancellation. */
export function sayCancelled(session: SessionView, change: Change): void {
  toast(msg.session.cancelled(titleOf(session)), {
    action: { label: msg.ui.undo, run: () => restore(session, change) },
  });
}

/** Shows a toast with the new time and Undo after a move. */
export function sayMoved(before: SessionView, after: SessionView, change: Change): void {
  const when = msg.calendar.at(time.dayOf(after.local_date, time.shortDay), after.local_start);
  toastUndo(msg.session.moved(when), () => moveBack(before, after, change));
}

async function moveBack(before: SessionView, after: SessionView, change: Change): Promise<void> {
  const { local_date, local_start, room_id } = before;
  const minutes = minutesOf(before);
  try {
    const body = { row_version: after.row_version, local_date, local_start, room_id, minutes };
    const back = await confirmPast((is_past_meant) =>
      api.post<SessionView>(`/sessions/${before.id}/move`, { ...body, is_past_meant }),
    );
    if (!back) return;
    change(back);
    toast(msg.calendar.undone);
  } catch (error) {
    toastError(error);
  }
}
