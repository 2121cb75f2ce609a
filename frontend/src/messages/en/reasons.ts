/** Why the calendar says no, or wants somebody to look: by the rule's code. */
export const reasons = {
  rules: {
    room_overlap: (subject: string, other: string) =>
      `${subject} is not free: ${other}. A room needs 15 minutes before and after.`,
    person_overlap: (subject: string, other: string) => `${subject} is already busy: ${other}.`,
    person_gap: (subject: string, other: string) =>
      `${subject} would have too little time next to ${other}: 30 minutes are needed, an hour between two studios.`,
    outside_opening_hours: (subject: string) => `${subject} is not open at that time.`,
    over_capacity: (subject: string) => `${subject} does not hold so many people.`,
    not_qualified: (subject: string) =>
      `Somebody certified has to be among those who lead; ${subject} is not certified yet.`,
    candidate_leads: (subject: string) => `${subject} is still a candidate and cannot lead yet.`,
    wrong_role: (subject: string) => `${subject} cannot take this seat.`,
    person_inactive: (subject: string) => `The account of ${subject} is not in use.`,
    place_inactive: (subject: string) => `${subject} is not in use.`,
    understaffed: () => 'Seats are still open.',
    weekly_ceiling: (subject: string) => `${subject} already leads three sessions that week.`,
    not_available: (subject: string) => `${subject} is usually not available then.`,
    too_few_people: () => 'Fewer people than this kind of session needs.',
    too_many_people: () => 'More people than is good for this kind of session.',
  },
  unknown: (subject: string) => `There is a problem with ${subject}.`,
  elsewhere: 'a session elsewhere',
  aSession: 'another session',
  other: (title: string, day: string, hours: string) => `${title}, ${day}, ${hours}`,
  blocked: 'Not possible as it is:',
  warned: 'Allowed, but check:',
  fine: 'No conflicts.',
  checking: 'Checking…',
  override: 'Reason for the exception',
  overrideHint: 'Opening hours and breaks may be overridden for a good reason. The reason is kept with the session.',
  movedBack: (title: string, why: string) => `${title} stays where it was. ${why}`,
};
