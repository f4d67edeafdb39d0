import type { ReadingProgress } from '../protocol/visualizationPanel.ts';

/** Smaller files are there before anybody could read how far they are. */
const minBytes = 16 * 1024 * 1024;
const steps = 50;

/** Hands progress on in steps of two hundredths, of large files only. */
export function throttledProgress(notify: (progress: ReadingProgress) => void): (progress: ReadingProgress) => void {
  let last = -1;
  return (progress) => {
    const step = Math.floor((progress.read / progress.total) * steps);
    if (progress.total >= minBytes && step !== last) {
      last = step;
      notify(progress);
    }
  };
}
