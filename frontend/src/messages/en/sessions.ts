import { plural } from '../../kit/i18n/plural';

/** Texts for sessions in any list; those of the page itself are in `session.ts`. */
export const sessions = {
  joined: (parts: string[]) => parts.join(', '),
  at: (day: string, hours: string) => `${day}, ${hours}`,
  online: 'Online',
  place: (studio: string, room: string) => `${studio}, ${room}`,
  states: {
    draft: 'draft',
    held: 'draft',
    published: 'planned',
    running: 'under way',
    delivered: 'to be closed',
    closed: 'closed',
    cancelled: 'cancelled',
    skipped: 'skipped',
  },
  booked: 'Taken',
  hasProblem: 'needs a decision',
  seeksCover: 'Needs cover',
  seatsOpen: (count: number) => plural(count, 'open seat'),
  seats: {
    lead: 'Lead',
    co_lead: 'Co-lead',
    observer: 'Observer',
    supervisor: 'Supervisor',
    social_worker: 'Social worker',
    trainer: 'Trainer',
    participant: 'Taking part',
  },
};
