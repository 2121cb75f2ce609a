// Clears the device, in case the page before this one was closed before it could.
indexedDB.deleteDatabase('shell');
// The answer to signing out clears the storage of this site, including the mark that makes Back lead here.
addEventListener('pagehide', () => sessionStorage.setItem('left', '1'));
