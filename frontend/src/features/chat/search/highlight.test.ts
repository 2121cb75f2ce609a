import { describe, expect, it } from 'vitest';
import { highlight, isSearchable } from './highlight';

describe('a search query', () => {
  it('needs two Han characters or three letters', () => {
    for (const words of ['值班', 'abc', '在家 ok', 'ＡＢＣ', '的a值班']) expect(isSearchable(words), words).toBe(true);
    for (const words of ['', '班', 'ok', '班 a', '，。！']) expect(isSearchable(words), words).toBe(false);
  });
});

describe('an excerpt', () => {
  it('highlights the match', () => {
    expect(highlight('今晚值班的人', '值班').map((part) => part.text)).toEqual(['今晚', '值班', '的人']);
    expect(highlight('The NIGHT shift', 'night')[1]).toEqual({ text: 'NIGHT', isMatch: true });
  });

  it('is cut around the match when the text is long', () => {
    const [before, match, after] = highlight(`${'a'.repeat(100)}值班${'b'.repeat(300)}`, '值班');
    expect(before?.text).toBe(`…${'a'.repeat(40)}`);
    expect(match?.text).toBe('值班');
    expect(after?.text).toBe(`${'b'.repeat(120)}…`);
  });

  it('has no highlight when the match is written otherwise', () => {
    expect(highlight('ＮＩＧＨＴ班', 'night')).toEqual([{ text: 'ＮＩＧＨＴ班', isMatch: false }]);
  });
});
