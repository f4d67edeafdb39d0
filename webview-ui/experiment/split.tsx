import { useSignal } from '@preact/signals';
import type { ComponentChild, RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

interface SplitProps {
  /** The first side's part of the room. */
  readonly share: number;
  readonly onShare: (share: number) => void;
  readonly start: ComponentChild;
  readonly end: ComponentChild;
}

const [least, greatest] = [0.15, 0.85];
const keyStep = 0.05;
/** In less room than this, in pixels, one side lies below the other. */
const leastWidth = 640;

/** Two sides and a divider between them, to drag or to move with the arrow keys. */
export function Split({ share, onShare, start, end }: SplitProps): ComponentChild {
  const root = useRef<HTMLDivElement>(null);
  const isStacked = useIsNarrow(root);
  const move = (wished: number): void => onShare(Math.max(least, Math.min(greatest, wished)));
  const drag = (event: PointerEvent): void => {
    const box = root.current?.getBoundingClientRect();
    if (
      box !== undefined &&
      event.currentTarget instanceof Element &&
      event.currentTarget.hasPointerCapture(event.pointerId)
    ) {
      move(isStacked ? (event.clientY - box.top) / box.height : (event.clientX - box.left) / box.width);
    }
  };
  const key = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -keyStep, ArrowUp: -keyStep, ArrowRight: keyStep, ArrowDown: keyStep }[event.key];
    if (step !== undefined) {
      move(share + step);
      event.preventDefault();
    }
  };
  const percent = Math.round(share * 100);
  const tracks = `minmax(0, ${percent}fr) 5px minmax(0, ${100 - percent}fr)`;
  return (
    <div
      class={isStacked ? 'split stacked' : 'split'}
      ref={root}
      style={isStacked ? { gridTemplateRows: tracks } : { gridTemplateColumns: tracks }}
    >
      {start}
      <div
        class="divider"
        role="separator"
        aria-orientation={isStacked ? 'horizontal' : 'vertical'}
        aria-label={isStacked ? 'Height of the table' : 'Width of the table'}
        aria-valuenow={percent}
        aria-valuemin={least * 100}
        aria-valuemax={greatest * 100}
        tabIndex={0}
        onPointerDown={capturePointer}
        onPointerMove={drag}
        onKeyDown={key}
      />
      {end}
    </div>
  );
}

function useIsNarrow(root: RefObject<HTMLElement | null>): boolean {
  const isNarrow = useSignal(false);
  useEffect(() => {
    const element = root.current;
    if (element === null) {
      return undefined;
    }
    const resizes = new ResizeObserver(() => {
      isNarrow.value = element.clientWidth < leastWidth;
    });
    resizes.observe(element);
    return () => resizes.disconnect();
  }, [root, isNarrow]);
  return isNarrow.value;
}

function capturePointer(event: PointerEvent): void {
  if (event.currentTarget instanceof Element) {
    event.currentTarget.setPointerCapture(event.pointerId);
  }
}
