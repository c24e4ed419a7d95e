import { AppError } from '@sluice/kernel/errors';

/** Metadata of the protocol, decoded: text, or null for a key without a value. */
export type Metadata = Record<string, string | null>;

const MAX_NAME_LENGTH = 255;

/**
 * What the sender calls the file: `filename` (or `name`, as some clients have it), without the folders it may
 * come with. Data, never a path of ours. AppError 400 for names that no file can have.
 */
export function filenameOf(metadata: Metadata | undefined): string {
  const given = metadata?.['filename'] ?? metadata?.['name'] ?? '';
  const name = given
    .normalize('NFC')
    .replace(/^.*[/\\]/s, '')
    .trim();
  if (name === '') return 'upload';
  if (name.length > MAX_NAME_LENGTH) throw badName(`may have ${MAX_NAME_LENGTH} characters at most`);
  // Bytes that are no UTF-8 were replaced when they were decoded.
  if (/[\p{Cc}\p{Cs}\ufffd]/u.test(name)) throw badName('must be printable UTF-8');
  return name;
}

function badName(rule: string): AppError {
  return new AppError('validation_failed', 400, `"filename" in Upload-Metadata ${rule}`);
}
