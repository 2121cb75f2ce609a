export const ui = {
  cancel: 'Cancel',
  close: 'Close',
  save: 'Save',
  saved: 'Saved',
  undo: 'Undo',
  back: 'Back',
  next: 'Next',
  loading: 'Loading',
  showMore: 'Show more',
  tryAgain: 'Try again',
  copy: 'Copy',
  copied: 'Copied',
};
