import { describe, expect, it } from 'vitest';
import { parseDateTime, formatDateTime, type DateTimeKind } from './date-time';

describe('typed dates and times', () => {
  it('parses the usual formats', () => {
    const same: [DateTimeKind, string, string[]][] = [
      ['date', '2026-12-05', ['2026-12-05', '2026/12/5', '2026.12.05', '20261205', '2026年12月5日', ' ２０２６-12-5 ']],
      ['time', '09:05', ['09:05', '9:05', '9.05', '905', '0905', '９：０５']],
      ['month', '2026-12', ['2026-12', '2026/12', '202612', '2026年12月']],
      ['datetime', '2026-12-05T18:30', ['2026-12-05 18:30', '2026/12/5 1830', '2026-12-05T18:30']],
    ];
    for (const [kind, value, texts] of same)
      for (const text of texts) expect([text, parseDateTime(kind, text)]).toEqual([text, value]);
  });

  it('rejects invalid dates and times', () => {
    const none: [DateTimeKind, string[]][] = [
      ['date', ['', '2026-02-30', '2026-13-01', '05/12/2026', '12/5', '2026-1', 'tomorrow', '2026-00-10']],
      ['time', ['', '24:00', '9', '12:60', '7pm', '18:3', '99999']],
      ['month', ['', '2026-13', '2026-0', '12']],
      ['datetime', ['', '2026-12-05', '18:30', '2026-12-05 25:00', '2026-02-30 10:00', '2026-12-05 18:30 x']],
    ];
    for (const [kind, texts] of none)
      for (const text of texts) expect([text, parseDateTime(kind, text)]).toEqual([text, null]);
  });

  it('formats what it parses', () => {
    for (const [kind, value] of [
      ['date', '2024-02-29'],
      ['time', '00:00'],
      ['month', '2026-01'],
      ['datetime', '2026-12-05T00:10'],
    ] as [DateTimeKind, string][])
      expect(parseDateTime(kind, formatDateTime(kind, value))).toBe(value);
  });
});
