import { pendingCalls } from '../features/care';
import { rooms } from '../features/chat';
import { unreadNotices } from '../features/notifications';

/** Everything that is new for the person: for the title of the window and the icon of the installed app. */
class Badge {
  total = $derived(unreadNotices.count + pendingCalls.count + rooms.unread);
}

export const badge = new Badge();
