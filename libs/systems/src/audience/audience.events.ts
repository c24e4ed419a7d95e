import { type EventFeed, percentageOf, type SubjectState } from '@sluice/kernel/events';
import { type ProgressBoard, type ProgressEntry } from '@sluice/kernel/progress';
import { type AudienceUpload } from './audience-upload.entity';
import { isLoaded, isUploadFinal, UPLOAD_STATUS } from './audience.status';

/** `progress` of an upload, and what `GET …/:id/progress` answers. */
export interface AudienceProgress {
  upload_id: string;
  status: string;
  processing_status: string;
  rows_received: number;
  rows_loaded: number;
  rows_rejected: number;
  progress_percentage: number;
  error_message: string | null;
}

/** Records of a JSON body are counted before they are loaded, those of a file by the bytes they take. */
export function audiencePercentage(upload: AudienceUpload): number {
  if (isUploadFinal(upload.processingStatus) || isLoaded(upload.processingStatus)) return 100;
  return percentageOf(upload.readBytes, upload.fileBytes);
}

export function audienceProgress(upload: AudienceUpload): AudienceProgress {
  return {
    upload_id: upload.uploadId,
    status: UPLOAD_STATUS,
    processing_status: upload.processingStatus,
    rows_received: upload.rowsReceived,
    rows_loaded: upload.rowsLoaded,
    rows_rejected: upload.rowsRejected,
    progress_percentage: audiencePercentage(upload),
    error_message: upload.errorMessage,
  };
}

/** What worker and API alike put into Redis for polling. */
export function audienceProgressEntry(upload: AudienceUpload): ProgressEntry {
  return {
    version: upload.version,
    tenantId: upload.tenantId,
    ownerId: upload.ownerId,
    json: JSON.stringify({ status: 'success', ...renamed(audienceProgress(upload)) }),
  };
}

/** In an answer `status` says how the request went, as the document has it. */
function renamed({ status, ...progress }: AudienceProgress) {
  return { ...progress, upload_status: status };
}

/** An upload as its listeners see it. */
export function audienceState(upload: AudienceUpload): SubjectState {
  return {
    version: upload.version,
    isFinal: isUploadFinal(upload.processingStatus),
    progress: {
      id: upload.uploadId,
      status: UPLOAD_STATUS,
      processed: upload.rowsLoaded,
      failed: upload.rowsRejected,
      total: upload.rowsReceived,
      progress_percentage: audiencePercentage(upload),
      processing_status: upload.processingStatus,
      error_message: upload.errorMessage,
    },
  };
}

/** Shows what was committed to those who poll and to those who listen; both know it by the id that is printed. */
export async function showUpload(
  { progress, events }: { progress: ProgressBoard; events: EventFeed },
  upload: AudienceUpload,
): Promise<void> {
  await Promise.all([
    progress.write(upload.uploadId, audienceProgressEntry(upload)),
    events.publish(upload.uploadId, audienceState(upload)),
  ]);
}
