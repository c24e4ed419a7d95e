import { defineJob } from '@sluice/kernel/queue';
import Joi from 'joi';

/** Stored data: in job rows, in Redis, in dashboards. Never renamed. */
export const AUDIENCE_QUEUE = 'audience';

export interface AudiencePayload {
  /** `audience_uploads.id`. */
  uploadId: string;
}

const payload = Joi.object<AudiencePayload>({ uploadId: Joi.string().uuid().required() });

export const audienceJobs = {
  /** Reads the stored bytes and copies their records into rows, piece by piece. */
  loadRecords: defineJob<AudiencePayload>({
    name: 'audience.load-records',
    queue: AUDIENCE_QUEUE,
    payload,
  }),
  /** Finds duplicates and makes the figures, of records that are in; again after they were changed. */
  analyzeUpload: defineJob<AudiencePayload>({
    name: 'audience.analyze-upload',
    queue: AUDIENCE_QUEUE,
    payload,
  }),
};
