import { useSyncExternalStore } from 'react';
import { type ShownSending } from './sending';
import { uploadQueue } from './upload-queue';

/** What is on its way now. */
export function useSendings(): readonly ShownSending[] {
  return useSyncExternalStore(uploadQueue.subscribe, uploadQueue.now);
}
