import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

/** Calls back once, when the element comes into view for the first time. */
export function useInView(element: RefObject<HTMLElement | null>, onView: () => void): void {
  useEffect(() => {
    if (element.current === null) {
      return undefined;
    }
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) {
        observer.disconnect();
        onView();
      }
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
}
