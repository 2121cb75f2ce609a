// Forgets what the device kept, in case the page before this one was left before it could.
indexedDB.deleteDatabase('shell');
