export const help = {
  button: 'Ask the person on duty to come',
  lead: 'If someone is in danger now, call one of these numbers. A person answers.',
  unknown:
    'The numbers for your district cannot be loaded right now. In an emergency call 120 (ambulance). The national psychological help line is 12356.',
  notService: 'This is not an emergency service, and messages here are not watched around the clock.',
  again: 'Ask again',
  note: 'A few words for whoever comes, if you like',
  next: 'What happens: the person on duty is told at once, without what you write. If nobody answers, the next are asked, up to headquarters.',
  notSent: 'This was not sent. Please call one of the numbers above.',
  asked: (who?: string) => `You have asked. ${who ? `${who} has been told.` : 'Somebody is being told now.'}`,
  stay: 'You do not have to wait here. If it cannot wait, call one of the numbers.',
  seen: (who: string) => `${who} has seen it and is coming.`,
  who: {
    facilitator: 'The room host',
    duty: 'The person on duty',
    lead: 'The lead of the district',
    headquarters: 'Somebody from headquarters',
  },
  waitingForYou: 'Somebody is asking you to come.',
  goToDuty: 'View',
  write: 'Report incident',
};
