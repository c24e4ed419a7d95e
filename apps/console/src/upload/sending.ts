import { type System } from '../batches/overview';

/** What can be sent here; a CSV import begins on a page of its own, where its columns are mapped. */
export type SentSystem = Exclude<System, 'migration'>;

/** How sheets come, and what the systems want to know besides their files. */
export interface Fields {
  strategy: 'zip_with_qr' | 'zip_without_qr' | 'direct_images';
  taskId: string;
  name: string;
}

/** Files that become one batch. Kept in the browser until it has begun, so that a reload loses nothing. */
export interface Sending {
  id: string;
  /** Whose it is: others who sign in here do not see it. */
  userId: string;
  system: SentSystem;
  fields: Fields;
  files: File[];
  /** The same for each try, so that what was begun is not begun twice. */
  key: string;
  /** Uploads of the first of its files: those that the API has whole. */
  uploadIds: string[];
}

export type SendingState = 'queued' | 'sending' | 'beginning' | 'paused' | 'failed' | 'begun';

/** A sending as it is shown. */
export interface ShownSending extends Sending {
  state: SendingState;
  /** Bytes that the API has. */
  sent: number;
  bytes: number;
  bytesPerSecond: number | undefined;
  error: Error | undefined;
  /** Where to see what came of it. */
  place: string | undefined;
  /** True when the browser would not keep it: a reload loses it. */
  isLoose: boolean;
}

export const bytesOf = (files: File[]): number => files.reduce((sum, { size }) => sum + size, 0);
