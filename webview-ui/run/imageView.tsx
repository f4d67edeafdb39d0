import { useSignal } from '@preact/signals';
import type { ComponentChild } from 'preact';
import { useEffect } from 'preact/hooks';
import { IconButton } from '../shared/controls.ts';

interface ImageViewProps {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly mediaType: string;
  readonly name: string;
}

/** A picture, fitted into the pane or pixel by pixel. */
export function ImageView({ bytes, mediaType, name }: ImageViewProps): ComponentChild {
  const url = useSignal<string | undefined>(undefined);
  const size = useSignal<string>('');
  const isFitted = useSignal(true);
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([bytes], { type: mediaType }));
    url.value = made;
    return () => URL.revokeObjectURL(made);
  }, [bytes, mediaType]);
  return (
    <>
      <div class="image-tools">
        <IconButton
          icon="screen-normal"
          text="Fit"
          label="Fit the picture into the pane"
          pressed={isFitted.value}
          onClick={() => (isFitted.value = true)}
        />
        <IconButton
          icon="zoom-in"
          text="1:1"
          label="Show every pixel"
          pressed={!isFitted.value}
          onClick={() => (isFitted.value = false)}
        />
        <span class="quiet">{size.value}</span>
      </div>
      <div class={`image scroll ${isFitted.value ? 'fitted' : ''}`} tabIndex={0}>
        {url.value !== undefined && (
          <img
            src={url.value}
            alt={name}
            onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => {
              size.value = `${naturalWidth} × ${naturalHeight}`;
            }}
            onError={() => (size.value = 'The picture could not be drawn.')}
          />
        )}
      </div>
    </>
  );
}
