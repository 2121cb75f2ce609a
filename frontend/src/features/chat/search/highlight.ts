/** The shortest query: two Han characters or three letters in a row, as on the server. */
export function isSearchable(words: string): boolean {
  return /[\p{Script=Han}]{2}|[\p{L}\p{N}]{3}/u.test(words.normalize('NFKC'));
}

const BEFORE = 40;
const AFTER = 120;

/** Splits an excerpt of the text around the match into parts. */
export function highlight(body: string, words: string): { text: string; isMatch: boolean }[] {
  const at = body.toLowerCase().indexOf(words.toLowerCase());
  // The server also matches other forms, such as full-width letters; then nothing is highlighted.
  if (at < 0) return [{ text: beginning(body, BEFORE + AFTER), isMatch: false }];
  const end = at + words.length;
  const before = at > BEFORE ? `…${body.slice(at - BEFORE, at)}` : body.slice(0, at);
  return [
    { text: before, isMatch: false },
    { text: body.slice(at, end), isMatch: true },
    { text: beginning(body.slice(end), AFTER), isMatch: false },
  ];
}

function beginning(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
