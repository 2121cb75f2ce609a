import { plural } from '../../kit/i18n/plural';

/** Conflicts of the calendar, by the code of the rule. */
export const reasons = {
  rules: {
    room_overlap: (subject: string, other: string) =>
      `${subject} is not free: ${other}. A room also needs time before and after.`,
    room_blocked: (subject: string) => `${subject} is closed or lent out then.`,
    person_overlap: (subject: string, other: string) => `${subject} is already busy: ${other}.`,
    person_gap: (subject: string, other: string, limit?: number) =>
      `${subject} would have too little time next to ${other}${limit ? `: ${plural(limit, 'minute')} needed` : ''}.`,
    outside_opening_hours: (subject: string) => `${subject} is not open at that time.`,
    over_capacity: (subject: string) => `${subject} does not have room for so many people.`,
    not_qualified: (subject: string) => `At least one lead has to be certified; ${subject} is not certified yet.`,
    candidate_leads: (subject: string) => `${subject} is still a candidate and cannot lead yet.`,
    wrong_role: (subject: string) => `${subject} cannot take this seat.`,
    person_inactive: (subject: string) => `${subject}’s account is inactive.`,
    place_inactive: (subject: string) => `${subject} is inactive.`,
    understaffed: () => 'Seats are still open.',
    weekly_ceiling: (subject: string, _other: string, limit?: number) =>
      `${subject} would lead more than ${limit === undefined ? 'their limit' : plural(limit, 'session')} that week.`,
    daily_minutes: (subject: string, _other: string, limit?: number) =>
      `${subject} would work more than ${limit === undefined ? 'their limit' : plural(limit, 'minute')} that day.`,
    weekly_minutes: (subject: string, _other: string, limit?: number) =>
      `${subject} would work more than ${limit === undefined ? 'their limit' : plural(limit, 'minute')} that week.`,
    consecutive_days: (subject: string, _other: string, limit?: number) =>
      `${subject} would work more than ${limit === undefined ? 'their limit of days' : plural(limit, 'day')} in a row.`,
    on_leave: (subject: string) => `${subject} is on leave then.`,
    not_available: (subject: string) => `${subject} is not available then.`,
    takes_part_elsewhere: (subject: string, other: string) => `${subject} also takes part in ${other}.`,
    keep_apart: (subject: string) => `${subject || 'This person'}: not planned together with somebody who is there.`,
    phase_not_allowed: (subject: string) => `${subject}’s phase of the training does not have this place yet.`,
    credits_nothing: () => 'No programme counts a class of this kind and module: nobody would be credited for it.',
    too_few_people: () => 'Fewer people than this kind of session needs.',
    too_many_people: () => 'More people than this kind of session is meant for.',
  },
  unknown: (subject: string) => `There is a problem with ${subject}.`,
  elsewhere: 'a session elsewhere',
  aSession: 'another session',
  other: (title: string, day: string, hours: string) => `${title}, ${day}, ${hours}`,
  blocked: 'Not possible as it is:',
  warned: 'Allowed, but check:',
  alsoWarned: 'Also check:',
  excused: 'Allowed with the reason you gave.',
  notKnown: 'Could not be checked. Saving checks it again.',
  line: (head: string, first: string, more: number) => `${head} ${first}${more > 0 ? ` And ${more} more.` : ''}`,
  openThen: (subject: string, hours: string) => `${subject} is not open at that time; it is open ${hours}.`,
  closedThatDay: (subject: string) => `${subject} is closed that day.`,
  fine: 'No conflicts.',
  checking: 'Checking…',
  override: 'Reason for the exception',
  overrideHint:
    'Opening hours, breaks, leave and limits may be overridden for a good reason. The reason is kept with the session.',
  movedBack: (title: string, why: string) => `${title} stays where it was. ${why}`,
};
