// Forgets what the device kept, in case the page before this one was left before it could.
indexedDB.deleteDatabase('shell');
// The answer to signing out clears the storage of this site, and with it the mark that Back leads here again.
addEventListener('pagehide', () => sessionStorage.setItem('left', '1'));
