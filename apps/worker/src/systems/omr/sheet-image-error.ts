import { AppError, messageOf } from '@sluice/kernel/errors';

/** The sheet can't be decoded, for good. `message` goes to the user as the sheet's reason. */
export function imageUnreadable(message: string, cause?: unknown): AppError {
  return new AppError('image_unreadable', 422, message, { cause });
}

/**
 * Why sharp could not decode an image, in words for the one who scanned the page. What libvips itself said is no help: it
 * keeps its messages in one buffer for the whole process, so with several images at once they may be another's, or gone.
 */
export function decodingFailed(
  cause: unknown,
  { tookMs, limitMs }: { tookMs: number; limitMs: number },
): AppError {
  if (cause instanceof AppError) return cause;
  // Sharp's own check, and its own words.
  if (/exceeds pixel limit/.test(messageOf(cause))) return tooManyPixels(cause);
  if (tookMs >= limitMs) return imageUnreadable('The image takes too long to decode', cause);
  return imageUnreadable('The image is cut short or damaged', cause);
}

export function tooManyPixels(cause?: unknown): AppError {
  return imageUnreadable('The image has more than 100 megapixels', cause);
}
