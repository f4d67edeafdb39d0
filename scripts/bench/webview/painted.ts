/** Milliseconds from the start of `work` until the frame that shows its result was handed to the screen. */
export async function timeToPaint(work: () => unknown): Promise<number> {
  await nextFrame();
  const start = performance.now();
  await work();
  // The first frame runs what was scheduled for it; a task after the second one runs when the first was painted.
  await nextFrame();
  await nextTask();
  return performance.now() - start;
}

function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => resolve());
  });
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => resolve(), { once: true });
    port1.start();
    port2.postMessage(undefined);
  });
}

/** An element that fills the window. */
export function stage(): HTMLElement {
  const element = document.createElement('div');
  Object.assign(element.style, { position: 'fixed', inset: '0' });
  document.body.replaceChildren(element);
  return element;
}
