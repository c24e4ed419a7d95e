import { AppError, messageOf } from '@sluice/kernel/errors';

/** The sheet can't be decoded, for good. `message` goes to the user as the sheet's reason. */
export function imageUnreadable(message: string, cause?: unknown): AppError {
  return new AppError('image_unreadable', 422, message, { cause });
}

/** What libvips says, in words for the one who scanned the page. */
export function decodingFailed(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  const said = messageOf(cause).split('\n')[0] ?? '';
  if (/exceeds pixel limit|too large|dimension/i.test(said)) return tooManyPixels(cause);
  if (/timeout/i.test(said)) return imageUnreadable('The image takes too long to decode', cause);
  if (/premature end|truncated|unexpected end|end of|read error|not enough|EOF/i.test(said)) {
    return imageUnreadable('The image is cut short', cause);
  }
  return imageUnreadable('The image is damaged and can’t be decoded', cause);
}

export function tooManyPixels(cause?: unknown): AppError {
  return imageUnreadable('The image has more than 100 megapixels', cause);
}
