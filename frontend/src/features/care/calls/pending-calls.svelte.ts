/** The number of calls for help that wait for the person who is signed in. `poll-pending` keeps it up to date. */
class PendingCalls {
  count = $state(0);
}

export const pendingCalls = new PendingCalls();
