export const roles = {
  headquarters: 'Headquarters',
  coordinator: 'Coordinator',
  supervisor: 'Supervisor',
  counsellor: 'Peer counsellor',
  trainee: 'Trainee',
  member: 'Member',
  privacyOfficer: 'Privacy officer',
};
