import {
  type AudienceUpload,
  audienceProgress,
  isUploadFinal,
  UPLOAD_STATUS,
} from '@sluice/systems/audience';
import { type Reply } from '../../http/route';
import { toSeconds } from '../../http/timestamps';
import { RETRY_AFTER_SECONDS } from '../../http/waiting';
import { type MadeBatch, presentFault } from './audience.uploads';
import { type MadeUpload } from './new-upload';

export const UPLOADS_PATH = '/api/audience/batch-upload';

/** An upload in a list: the printed fields, then ours. */
export function presentUpload(upload: AudienceUpload) {
  const { uploadId, uploadName, createdAt, rowsReceived, processingStatus, format } = upload;
  return {
    upload_id: uploadId,
    upload_name: uploadName,
    created_at: toSeconds(createdAt),
    rows_received: rowsReceived,
    status: UPLOAD_STATUS,
    processing_status: processingStatus,
    rows_loaded: upload.rowsLoaded,
    rows_rejected: upload.rowsRejected,
    format,
    file_name: upload.originalName,
    file_size: upload.fileBytes,
    error_message: upload.errorMessage,
  };
}

/** What stands before and behind the records of an upload: `status` is printed twice there, of which the second wins. */
export function aroundRecords(upload: AudienceUpload): { head: string; tail: string } {
  const { uploadId, uploadName, fields, createdAt, rowsReceived, processingStatus } = upload;
  const before = { status: UPLOAD_STATUS, upload_id: uploadId, upload_name: uploadName };
  const behind = {
    fields,
    created_at: toSeconds(createdAt),
    rows_received: rowsReceived,
    result: 'success',
    processing_status: processingStatus,
    progress: audienceProgress(upload),
  };
  const head = `${JSON.stringify(before).slice(0, -1)},"records":`;
  return { head, tail: `,${JSON.stringify(behind).slice(1)}` };
}

/** @param isAsked the client asked to wait, or not to; then 200 means that all is in */
export function batchReply({ upload, sessionToken, body }: MadeBatch, isAsked: boolean): Reply {
  const { recordCount, faultCount, faults } = body;
  return madeReply(upload, isAsked, {
    ...printed(upload, sessionToken, 'Batch upload successful'),
    ...(upload.onError === 'partial' && {
      rows_accepted: recordCount - faultCount,
      rows_rejected: faultCount,
      rejected: faults.map(presentFault),
    }),
  });
}

export function fileReply({ upload, sessionToken }: MadeUpload): Reply {
  return madeReply(upload, true, printed(upload, sessionToken, 'Batch upload accepted'));
}

function printed(upload: AudienceUpload, sessionToken: string, message: string) {
  return {
    status: 'success',
    upload_id: upload.uploadId,
    session_token: sessionToken,
    rows_received: upload.rowsReceived,
    message,
    processing_status: upload.processingStatus,
  };
}

function madeReply({ uploadId, processingStatus }: AudienceUpload, isAsked: boolean, json: object): Reply {
  const isUnderWay = isAsked && !isUploadFinal(processingStatus);
  const headers = {
    Location: `${UPLOADS_PATH}/${uploadId}`,
    ...(isUnderWay && { 'Retry-After': String(RETRY_AFTER_SECONDS) }),
  };
  return { status: isUnderWay ? 202 : 200, headers, json };
}

/** `{"status":"success",…}` around a list of records whose JSON is text. */
export function success(upload: AudienceUpload, extra: object): object {
  return { status: 'success', upload_id: upload.uploadId, ...extra };
}
