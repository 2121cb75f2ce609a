import { isProblem, msg } from '../../../kit';
import { confirm } from '../../../ui';

/**
 * Sends a request that may plan in the past. If the server asks, the person confirms and it is sent again; null if they
 * do not.
 */
export async function confirmPast<T>(send: (isPastMeant: boolean) => Promise<T>): Promise<T | null> {
  try {
    return await send(false);
  } catch (error) {
    if (!isProblem(error, 'in_past')) throw error;
    const { pastTitle: title, pastText: text, pastGo: action } = msg.session;
    return (await confirm({ title, text, action })) ? send(true) : null;
  }
}
