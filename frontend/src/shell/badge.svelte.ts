import { pendingCalls } from '../features/care';
import { rooms } from '../features/chat';
import { unreadNotices } from '../features/notifications';

/** The number of new items, for the window title and the icon of the installed app. */
class Badge {
  total = $derived(unreadNotices.count + pendingCalls.count + rooms.unread);
}

export const badge = new Badge();
