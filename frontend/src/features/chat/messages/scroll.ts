/** Looks at the rows of a log that scrolls. */

const rowsIn = (scroller: HTMLElement) => [...scroller.querySelectorAll<HTMLElement>('[data-m]')];

export function rowOf(scroller: HTMLElement | undefined, m: string): HTMLElement | null {
  return scroller?.querySelector<HTMLElement>(`[data-m="${CSS.escape(m)}"]`) ?? null;
}

/** The last row that is on screen to its last line. */
export function lastWholeRow(scroller: HTMLElement): HTMLElement | undefined {
  const end = scroller.scrollTop + scroller.clientHeight + 1;
  return rowsIn(scroller).findLast((row) => row.offsetTop + row.offsetHeight <= end);
}

/** The first row of which something is on screen. */
export function firstVisibleRow(scroller: HTMLElement): HTMLElement | undefined {
  return rowsIn(scroller).find((row) => row.offsetTop + row.offsetHeight > scroller.scrollTop);
}
