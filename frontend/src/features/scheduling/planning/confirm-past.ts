import { isProblem, msg } from '../../../kit';
import { confirm } from '../../../ui';

/** Sends something that may stand in the past: then it is asked whether that is meant, and sent again. Null if it is not. */
export async function confirmPast<T>(send: (isPastMeant: boolean) => Promise<T>): Promise<T | null> {
  try {
    return await send(false);
  } catch (error) {
    if (!isProblem(error, 'in_past')) throw error;
    const { pastTitle: title, pastText: text, pastGo: action } = msg.session;
    return (await confirm({ title, text, action })) ? send(true) : null;
  }
}
