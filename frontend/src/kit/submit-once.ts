/** Sends a form once: a second Enter or click during the request does nothing. For `onsubmit={submitOnce(save)}`. */
export function submitOnce(run: () => unknown): (event: SubmitEvent) => Promise<void> {
  let isRunning = false;
  return async (event) => {
    event.preventDefault();
    if (isRunning) return;
    isRunning = true;
    try {
      await run();
    } finally {
      isRunning = false;
    }
  };
}
