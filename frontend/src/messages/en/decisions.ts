import { plural } from '../../kit/i18n/plural';

export const decisions = {
  decisions: 'Needs a decision',
  decisionsNone: 'Nothing needs a decision right now.',
  kinds: {
    cover: 'Cover needed',
    understaffed: 'Seats are open',
    conflict: 'Conflict',
    unconfirmed: 'Not confirmed',
    unclosed: 'Ended, not closed',
    draft_soon: 'Still a draft',
  },
  fixes: {
    cover: 'Find cover',
    understaffed: 'Assign people',
    conflict: 'Move',
    unconfirmed: 'See who',
    unclosed: 'Close session',
    draft_soon: 'Publish',
  },
  kindCount: (kind: string, count: number, shown: number) =>
    shown < count ? `${kind}: ${count}, showing the next ${shown}` : `${kind}: ${count}`,
  reviews: 'Reviews to sign',
  reviewOf: (who: string, phase: number) => `${who}, phase ${phase}`,
  seeAll: (count: number) => `See all ${count}`,
  closeOld: (count: number) => `Close ${plural(count, 'old session')}`,
  closeOldTitle: (count: number) => `Close ${plural(count, 'old session')}?`,
  closeOldNow: 'Close them',
  closeOldText: (days: number) =>
    `This closes every session in your districts that ended at least ${days} days ago and has attendance. No debriefs are written. Sessions without attendance stay open until somebody says whether they took place.`,
  closedOld: (closed: number, left: number) => `${plural(closed, 'session')} closed, ${left} left open.`,
  leftEmpty: 'no attendance: did it take place?',
  leftOther: 'it has changed since',
  reopen: 'Reopen them',
  reopenReason: 'Closed with many others by mistake',
  reopened: (count: number) => `${plural(count, 'session')} reopened`,
  fixOf: (fix: string, title: string) => `${fix}: ${title}`,
};
