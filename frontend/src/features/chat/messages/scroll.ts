/** Finds rows of a scrolling log. */

const rowsIn = (scroller: HTMLElement) => [...scroller.querySelectorAll<HTMLElement>('[data-m]')];

export function rowOf(scroller: HTMLElement | undefined, m: string): HTMLElement | null {
  return scroller?.querySelector<HTMLElement>(`[data-m="${CSS.escape(m)}"]`) ?? null;
}

/** The last row whose end is on screen. */
export function lastWholeRow(scroller: HTMLElement): HTMLElement | undefined {
  const end = scroller.scrollTop + scroller.clientHeight + 1;
  return rowsIn(scroller).findLast((row) => row.offsetTop + row.offsetHeight <= end);
}

/** The first row that is partly on screen. */
export function firstVisibleRow(scroller: HTMLElement): HTMLElement | undefined {
  return rowsIn(scroller).find((row) => row.offsetTop + row.offsetHeight > scroller.scrollTop);
}
